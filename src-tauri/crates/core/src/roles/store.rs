//! All SQL of this feature.
