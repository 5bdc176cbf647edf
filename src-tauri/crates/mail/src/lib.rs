//! Mail through the company's SMTP server.
