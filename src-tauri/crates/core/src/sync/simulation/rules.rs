//! Single situations, each a rule.
