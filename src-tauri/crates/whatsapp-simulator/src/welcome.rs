//! What a phone gives a device that was just linked, and what it answers when one asks: the key of the shared settings.

use buffa::MessageField;
use rand::RngExt;
use waproto::whatsapp as wa;
use waproto::whatsapp::message::protocol_message::Type;
use waproto::whatsapp::message::{
    AppStateSyncKey, AppStateSyncKeyData, AppStateSyncKeyFingerprint, AppStateSyncKeyId,
    AppStateSyncKeyShare, ProtocolMessage,
};

use crate::account::DeviceAddress;
use crate::error::Refused;
use crate::world::World;

impl World {
    /// A device has published its keys: the first time, the phone writes to it.
    pub(crate) fn welcome(&mut self, device: &DeviceAddress) -> Result<(), Refused> {
        match self.companion(device) {
            Some(companion) if !companion.welcomed => companion.welcomed = true,
            _ => return Ok(()),
        }
        self.share_settings_key(device)?;
        self.tell_history(device)
    }

    /// A phone learns something from one of its own account's devices.
    pub(crate) fn phone_is_told(
        &mut self,
        device: &DeviceAddress,
        content: &wa::Message,
    ) -> Result<(), Refused> {
        match content.protocol_message.as_option().and_then(|told| told.r#type) {
            Some(Type::APP_STATE_SYNC_KEY_REQUEST) => self.share_settings_key(device),
            // Requests for old messages and the like, which a phone may leave unanswered.
            _ => Ok(()),
        }
    }

    fn share_settings_key(&mut self, device: &DeviceAddress) -> Result<(), Refused> {
        let timestamp = self.now();
        let raw_id = self.rng.random();
        let account = self.account(&device.account)?;
        let own = account.phone.settings_key.clone();
        let key = AppStateSyncKey {
            key_id: MessageField::some(AppStateSyncKeyId { key_id: Some(own.id.to_vec()) }),
            key_data: MessageField::some(AppStateSyncKeyData {
                key_data: Some(own.key.to_vec()),
                fingerprint: MessageField::some(AppStateSyncKeyFingerprint {
                    raw_id: Some(raw_id),
                    current_index: Some(0),
                    device_indexes: vec![0],
                }),
                timestamp: Some(timestamp),
            }),
        };
        let told = ProtocolMessage {
            r#type: Some(Type::APP_STATE_SYNC_KEY_SHARE),
            app_state_sync_key_share: MessageField::some(AppStateSyncKeyShare { keys: vec![key] }),
            ..Default::default()
        };
        let content = wa::Message { protocol_message: MessageField::some(told), ..Default::default() };
        self.phone_tells(device, &content)
    }
}
