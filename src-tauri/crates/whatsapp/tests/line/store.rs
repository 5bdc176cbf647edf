//! The library's store over a vault does what the library's own in memory does, whatever is asked of both.

use std::sync::Arc;

use bytes::Bytes;
use leadsmart_ports::SystemClock;
use leadsmart_ports::whatsapp::{MemoryVault, NotKept};
use leadsmart_whatsapp::VaultBackend;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use wacore::appstate::hash::HashState;
use wacore::appstate::processor::AppStateMutationMAC;
use wacore::store::InMemoryBackend;
use wacore::store::traits::*;

/// How many calls a history has.
const CALLS: usize = 1_500;

/// Few of everything, so that calls meet what others left.
struct Chance(StdRng);

impl Chance {
    fn of<T: Clone>(&mut self, some: &[T]) -> T {
        some[self.0.random_range(0..some.len())].clone()
    }

    fn name(&mut self) -> String {
        self.of(&["5511:1@s.whatsapp.net", "5511@s.whatsapp.net", "55112@lid", "a\nb", "a\\", "", "b\\nc"])
            .into()
    }

    fn shared(&mut self) -> Arc<str> {
        self.name().into()
    }

    fn bytes(&mut self) -> Vec<u8> {
        let length = self.0.random_range(0..5);
        (0..length).map(|_| self.0.random()).collect()
    }

    fn array<const N: usize>(&mut self) -> [u8; N] {
        [self.0.random_range(0..4); N]
    }

    fn id(&mut self) -> u32 {
        self.0.random_range(1..6)
    }

    /// Times around the present day, and never.
    fn time(&mut self) -> i64 {
        self.of(&[0, 0, 5, 86_399, 86_400, 86_401, 200_000, 1_000_000])
    }
}

fn sorted<T: std::fmt::Debug>(some: impl IntoIterator<Item = T>) -> String {
    let mut some: Vec<String> = some.into_iter().map(|one| format!("{one:?}")).collect();
    some.sort();
    format!("{some:?}")
}

/// Makes the same call of both, and gives what they answered. Arguments are evaluated twice, so chance is asked before.
macro_rules! both {
    ($pair:expr, $call:ident($($argument:expr),*)) => {{
        let (ours, theirs) = $pair;
        let ours = ours.$call($($argument),*).await.unwrap();
        let theirs = theirs.$call($($argument),*).await.unwrap();
        (ours, theirs)
    }};
}

/// The same, and compares the answers as they are shown.
macro_rules! same {
    ($pair:expr, $call:ident($($argument:expr),*)) => {{
        let (ours, theirs) = both!($pair, $call($($argument),*));
        assert_eq!(format!("{ours:?}"), format!("{theirs:?}"), stringify!($call));
    }};
}

type Pair<'a> = (&'a VaultBackend, &'a InMemoryBackend);

async fn signal(pair: Pair<'_>, chance: &mut Chance) {
    let (name, id) = (chance.name(), chance.id());
    match chance.0.random_range(0..16) {
        0 => {
            let key = chance.array();
            same!(pair, put_identity(&name, key));
        }
        1 => same!(pair, load_identity(&name)),
        2 => same!(pair, delete_identity(&name)),
        3 => {
            let batch = [(chance.shared(), chance.array()), (chance.shared(), chance.array())];
            same!(pair, put_identities_batch(&batch));
        }
        4 => {
            let session = chance.bytes();
            same!(pair, put_session(&name, &session));
        }
        5 => same!(pair, get_session(&name)),
        6 => same!(pair, delete_session(&name)),
        7 => {
            let batch = [(chance.shared(), Bytes::from(chance.bytes())), (name.into(), Bytes::new())];
            same!(pair, put_sessions_batch(&batch));
        }
        8 => {
            same!(pair, has_session(&name));
            let user = chance.of(&["5511", "55112", "551", ""]);
            same!(pair, has_signal_state_for_user(user));
        }
        9 => {
            let keys = [(id, Bytes::from(chance.bytes())), (chance.id(), Bytes::from(chance.bytes()))];
            same!(pair, store_prekeys_batch(&keys, false));
        }
        10 => {
            let record = chance.bytes();
            same!(pair, store_prekey(id, &record, true));
            same!(pair, mark_prekeys_uploaded(&[id, 9]));
        }
        11 => {
            same!(pair, load_prekey(id));
            same!(pair, load_prekeys_batch(&[1, 2, 3, 4, 5, 9]));
            same!(pair, get_max_prekey_id());
        }
        12 => {
            same!(pair, remove_prekey(id));
            same!(pair, mark_prekeys_uploaded(&[id]));
            same!(pair, load_prekey(id));
        }
        13 => {
            let record = chance.bytes();
            same!(pair, store_signed_prekey(id, &record));
            let other = chance.id();
            same!(pair, remove_signed_prekey(other));
            same!(pair, load_signed_prekey(id));
            let (ours, theirs) = both!(pair, load_all_signed_prekeys());
            assert_eq!(sorted(ours), sorted(theirs));
        }
        14 => {
            let batch = [(chance.shared(), Bytes::from(chance.bytes()))];
            same!(pair, put_sender_keys_batch(&batch));
            let record = chance.bytes();
            same!(pair, put_sender_key(&name, &record));
        }
        _ => {
            same!(pair, get_sender_key(&name));
            same!(pair, delete_sender_key(&name));
        }
    }
}

async fn app_sync(pair: Pair<'_>, chance: &mut Chance) {
    let name = chance.name();
    match chance.0.random_range(0..6) {
        0 => {
            let id = chance.bytes();
            let key = AppStateSyncKey { key_data: chance.bytes(), fingerprint: chance.bytes(), timestamp: 7 };
            same!(pair, set_sync_key(&id, key.clone()));
        }
        1 => {
            let id = chance.bytes();
            same!(pair, get_sync_key(&id));
            same!(pair, get_latest_sync_key_id());
        }
        2 => {
            let mut state = HashState { version: u64::from(chance.id()), ..HashState::default() };
            state.hash[0] = 9;
            state.index_value_map.insert(chance.name(), chance.bytes());
            same!(pair, set_version(&name, state.clone()));
        }
        3 => same!(pair, get_version(&name)),
        4 => {
            let mac = |chance: &mut Chance| AppStateMutationMAC {
                index_mac: chance.array::<32>().to_vec(),
                value_mac: chance.bytes(),
            };
            let macs = [mac(chance), mac(chance)];
            same!(pair, put_mutation_macs(&name, 3, &macs));
        }
        _ => {
            let (one, other) = (chance.array::<32>(), chance.array::<32>());
            same!(pair, get_mutation_mac(&name, &one));
            let (ours, theirs) = both!(pair, get_mutation_macs(&name, &[one, other]));
            assert_eq!(sorted(ours), sorted(theirs));
            if chance.id() == 1 {
                same!(pair, clear_mutation_macs(&name));
            }
            same!(pair, delete_mutation_macs(&name, &[other.to_vec()]));
        }
    }
}

async fn devices(pair: Pair<'_>, chance: &mut Chance) {
    let (group, device) = (chance.name(), chance.name());
    match chance.0.random_range(0..9) {
        0 | 1 => {
            let other = chance.name();
            same!(pair, set_sender_key_status(&group, &[(&device, true), (&other, false)]));
        }
        2 => {
            let (ours, theirs) = both!(pair, get_sender_key_devices(&group));
            assert_eq!(sorted(ours), sorted(theirs));
        }
        3 => same!(pair, clear_sender_key_devices(&group)),
        4 => same!(pair, delete_sender_key_device_rows(&[&device])),
        5 if chance.id() == 1 => same!(pair, clear_all_sender_key_devices()),
        5 | 6 => {
            let list = |user: String, id| DeviceListRecord {
                user,
                devices: vec![DeviceInfo::new(id, Some(2))],
                timestamp: 5,
                phash: None,
                raw_id: Some(id),
            };
            let lists = vec![list(group, 1), list(device, chance.id())];
            same!(pair, update_device_lists(lists.clone()));
        }
        7 => {
            same!(pair, get_devices(&group));
            same!(pair, delete_devices(&device));
        }
        _ => {
            let blob = chance.bytes();
            same!(pair, put_group_metadata(&group, &blob));
            same!(pair, get_group_metadata(&device));
            same!(pair, delete_group_metadata(&device));
        }
    }
}

async fn people(pair: Pair<'_>, chance: &mut Chance) {
    let mapping = |chance: &mut Chance| LidPnMappingEntry {
        lid: chance.of(&["1", "2", "3"]).into(),
        phone_number: chance.of(&["5511", "5512", "5513"]).into(),
        created_at: 1,
        updated_at: i64::from(chance.id()),
        learning_source: "usync".into(),
    };
    match chance.0.random_range(0..8) {
        0 => {
            let entry = mapping(chance);
            same!(pair, put_lid_mapping(&entry));
        }
        1 => {
            let entries = [mapping(chance), mapping(chance), mapping(chance)];
            same!(pair, put_lid_mappings(&entries));
        }
        2 => {
            for lid in ["1", "2", "3"] {
                same!(pair, get_lid_mapping(lid));
            }
            for phone in ["5511", "5512", "5513"] {
                same!(pair, get_pn_mapping(phone));
            }
            let (ours, theirs) = both!(pair, get_all_lid_mappings());
            assert_eq!(sorted(ours), sorted(theirs));
        }
        _ => tokens(pair, chance).await,
    }
}

async fn tokens(pair: Pair<'_>, chance: &mut Chance) {
    let (jid, at) = (chance.name(), chance.time());
    match chance.0.random_range(0..5) {
        0 => {
            let entry = TcTokenEntry {
                token: chance.bytes(),
                token_timestamp: at,
                sender_timestamp: Some(chance.time()).filter(|at| *at > 0),
            };
            same!(pair, put_tc_token(&jid, &entry));
        }
        1 => same!(pair, touch_tc_token_sender_timestamp(&jid, at)),
        2 => {
            let token = chance.bytes();
            same!(pair, store_received_tc_token(&jid, &token, at));
        }
        3 => same!(pair, delete_expired_tc_tokens(at, at / 2)),
        _ => {
            same!(pair, get_tc_token(&jid));
            let (ours, theirs) = both!(pair, get_all_tc_token_jids());
            assert_eq!(sorted(ours), sorted(theirs));
            same!(pair, delete_tc_token(&jid));
        }
    }
}

async fn messages(pair: Pair<'_>, chance: &mut Chance) {
    let (chat, sender, id) = (chance.name(), chance.name(), chance.name());
    let message = chance.bytes();
    match chance.0.random_range(0..9) {
        0 => same!(pair, store_sent_message(&chat, &id, &message)),
        1 => same!(pair, take_sent_message(&chat, &id)),
        2 => {
            let cutoff = chance.of(&[0, i64::MAX]);
            same!(pair, delete_expired_sent_messages(cutoff));
        }
        3 => same!(pair, store_pending_inbound(&chat, &sender, &id, &message)),
        4 => {
            let row = |sender| PendingInboundRow { chat: &chat, sender, id: &id, message: &message };
            same!(pair, store_pending_inbound_batch(&[row(&sender), row(&chat)]));
        }
        5 => same!(pair, get_pending_inbound(&chat, &sender, &id)),
        6 => {
            let key = PendingInboundKey { chat: &chat, sender: &sender, id: &id };
            same!(pair, delete_pending_inbound_batch(&[key]));
            same!(pair, delete_pending_inbound(&chat, &chat, &id));
        }
        7 => {
            let cutoff = chance.of(&[0, 0, i64::MAX]);
            same!(pair, delete_expired_pending_inbound(cutoff));
        }
        _ => {
            same!(pair, save_base_key(&chat, &id, &message));
            same!(pair, has_same_base_key(&chat, &sender, &message));
            same!(pair, delete_base_key(&sender, &id));
        }
    }
}

async fn secrets(pair: Pair<'_>, chance: &mut Chance) {
    let (chat, sender, id) = (chance.name(), chance.name(), chance.of(&["A", "B"]));
    match chance.0.random_range(0..5) {
        0..=2 => {
            let entry = |chance: &mut Chance| MsgSecretEntry {
                chat: chance.shared(),
                sender: chance.shared(),
                msg_id: chance.of(&["A", "B"]).into(),
                secret: chance.array(),
                expires_at: chance.time(),
                message_ts: chance.time(),
            };
            let entries = vec![entry(chance), entry(chance), entry(chance)];
            same!(pair, put_msg_secrets(entries.clone()));
        }
        3 => {
            let cutoff = chance.time();
            same!(pair, delete_expired_msg_secrets(cutoff));
        }
        _ => {
            same!(pair, get_msg_secret(&chat, &sender, id));
            same!(pair, get_msg_secret_with_ts(&chat, &sender, id));
        }
    }
}

#[tokio::test]
async fn the_store_answers_as_the_librarys_own_does() {
    for seed in 0..12 {
        let mut chance = Chance(StdRng::seed_from_u64(seed));
        let ours = VaultBackend::new(Arc::new(MemoryVault::default()), Arc::new(SystemClock));
        let theirs = InMemoryBackend::new();
        let pair = (&ours, &theirs);
        for _ in 0..CALLS {
            match chance.0.random_range(0..6) {
                0 => signal(pair, &mut chance).await,
                1 => app_sync(pair, &mut chance).await,
                2 => devices(pair, &mut chance).await,
                3 => people(pair, &mut chance).await,
                4 => messages(pair, &mut chance).await,
                _ => secrets(pair, &mut chance).await,
            }
        }
    }
}

#[tokio::test]
async fn the_device_is_made_once_and_read_as_it_was_saved() {
    let vault = Arc::new(MemoryVault::default());
    let store = VaultBackend::new(Arc::clone(&vault) as _, Arc::new(SystemClock));
    assert!(!store.exists().await.unwrap() && store.load().await.unwrap().is_none());
    store.create().await.unwrap();
    let mut device = store.load().await.unwrap().unwrap();
    device.push_name = "Clínica".into();
    store.save(&device).await.unwrap();
    assert_eq!(store.create().await.unwrap(), 1, "the same again");
    let again = VaultBackend::new(vault, Arc::new(SystemClock)).load().await.unwrap().unwrap();
    assert_eq!((again.push_name, again.registration_id), ("Clínica".into(), device.registration_id));
    assert_eq!(again.identity_key.public_key, device.identity_key.public_key);
}

#[tokio::test]
async fn what_is_handed_over_together_is_one_write() {
    let vault = Arc::new(MemoryVault::default());
    let store = VaultBackend::new(Arc::clone(&vault) as _, Arc::new(SystemClock));
    let keys: Vec<(u32, Bytes)> = (1..800).map(|id| (id, Bytes::from_static(b"key"))).collect();
    store.store_prekeys_batch(&keys, false).await.unwrap();
    store.mark_prekeys_uploaded(&[1, 2, 3]).await.unwrap();
    assert_eq!(vault.writes(), 2);
    store.put_sessions_batch(&[]).await.unwrap();
    assert_eq!(vault.writes(), 2, "nothing is no write");
}

#[tokio::test]
async fn after_a_write_that_failed_no_other_is_taken() {
    let vault = Arc::new(MemoryVault::default());
    let store = VaultBackend::new(Arc::clone(&vault) as _, Arc::new(SystemClock));
    store.put_session("a", b"1").await.unwrap();
    vault.fail_writes_with(Some(NotKept("the disk is full".into())));
    store.put_session("a", b"2").await.unwrap_err();
    vault.fail_writes_with(None);
    store.put_session("a", b"3").await.unwrap_err();
    assert_eq!(store.get_session("a").await.unwrap().as_deref(), Some(&b"1"[..]), "as it was");
    let anew = VaultBackend::new(vault, Arc::new(SystemClock));
    anew.put_session("a", b"4").await.unwrap();
}
