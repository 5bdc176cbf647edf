//! REST, OpenAPI and the interface for a browser, over the same command table.
