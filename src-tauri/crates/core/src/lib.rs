//! The backend: one folder a feature, one command table, one write path.
