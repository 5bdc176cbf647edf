//! A build without WhatsApp.

use std::sync::Arc;

use async_trait::async_trait;

use super::{Line, LineFailure, Listener, Vault, WhatsApp};

/// Opens no line, and says so.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoWhatsApp;

#[async_trait]
impl WhatsApp for NoWhatsApp {
    async fn open(&self, _: Arc<dyn Vault>, _: Arc<dyn Listener>) -> Result<Arc<dyn Line>, LineFailure> {
        Err(LineFailure::Refused("this build has no WhatsApp".to_owned()))
    }
}
