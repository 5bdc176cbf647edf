//! The device: its own keys and what it is called. There is one in each vault.

use async_trait::async_trait;
use wacore::store::Device;
use wacore::store::error::Result;
use wacore::store::traits::DeviceStore;

use super::{VaultBackend, encode, shelf};

/// The key of the one device, which is its number to the library as well.
const ONLY: &str = "1";

#[async_trait]
impl DeviceStore for VaultBackend {
    async fn save(&self, device: &Device) -> Result<()> {
        self.put(shelf::DEVICE, ONLY, encode(device)?).await
    }

    async fn load(&self) -> Result<Option<Device>> {
        self.get_as(shelf::DEVICE, ONLY).await
    }

    async fn exists(&self) -> Result<bool> {
        Ok(self.get(shelf::DEVICE, ONLY).await?.is_some())
    }

    async fn create(&self) -> Result<i32> {
        let _alone = self.alone().await;
        if self.get(shelf::DEVICE, ONLY).await?.is_none() {
            self.put(shelf::DEVICE, ONLY, encode(&Device::new())?).await?;
        }
        Ok(1)
    }
}
