//! What the interface, the backend and REST agree on: ids, validated values, commands, views and errors.
