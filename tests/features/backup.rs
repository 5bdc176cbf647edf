//! Copies of the data and putting one in its place, on real files: nothing is lost on the way, whatever goes wrong.

use std::path::{Path, PathBuf};

use jiff::SignedDuration;
use leadsmart_contract::failure::Code;
use leadsmart_contract::language::Language;
use leadsmart_contract::permission::Permission;
use leadsmart_core::Core;
use leadsmart_tests::call;
use leadsmart_tests::house::{House, Person, Raw};
use serde_json::{Value, json};

async fn furnished() -> (House, Person) {
    let house = House::new();
    house.make().await;
    let mut raw = house.raw().await;
    let company = raw.company("Clínica").await;
    let owner = raw.member(company, "Ana", true, &[]).await;
    raw.close().await;
    (house, owner)
}

async fn ask(core: &Core, person: &Person, name: &str, mut args: Value) -> Result<Value, Code> {
    args["company_id"] = json!(person.company);
    call(core, Some(&person.token), name, args).await.map_err(|failure| {
        assert!(failure.hint.is_some(), "{name}: {} has a way out", failure.message);
        failure.code
    })
}

async fn enter(core: &Core, person: &Person, client: &str) {
    ask(core, person, "clients.create", json!({ "name": client })).await.expect("a client");
}

async fn clients(house: &House) -> Vec<String> {
    let mut raw = house.raw().await;
    let names = raw.texts("SELECT name FROM clients ORDER BY name").await;
    raw.close().await;
    names
}

/// Lets the clock go on, and has the copy of the day made if one is due.
async fn days_pass(house: &House, core: &Core, days: i64) {
    house.clock.advance(SignedDuration::from_hours(24 * days));
    core.keep_daily_copy().await.expect("a copy");
}

async fn copies(core: &Core, person: &Person) -> Vec<Value> {
    let listed = ask(core, person, "backups.list", json!({})).await.expect("a list");
    listed["copies"].as_array().expect("copies").clone()
}

async fn only(core: &Core, person: &Person, kind: &str) -> Value {
    let mut found = copies(core, person).await;
    found.retain(|copy| copy["kind"] == kind);
    assert_eq!(found.len(), 1, "{found:?}");
    found.remove(0)
}

/// Sends a file piece by piece, as the window does; gives its id.
async fn send(core: &Core, person: &Person, bytes: &[u8]) -> String {
    let begun =
        ask(core, person, "backups.begin_upload", json!({ "size": bytes.len() })).await.expect("room");
    let id = begun["upload_id"].as_str().expect("an id").to_owned();
    let mut offset = 0;
    for piece in bytes.chunks(100_000) {
        let there = core.receive_backup(&id, offset, piece.to_vec(), Language::English).await;
        offset = there.expect("a piece is taken");
    }
    id
}

/// A copy in a folder of downloads, as a person gets it.
async fn download(core: &Core, person: &Person) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    core.put_downloads_into(folder.path().to_owned());
    let made = ask(core, person, "backups.create", json!({})).await.expect("a copy");
    let place = PathBuf::from(made["place"].as_str().expect("a place"));
    assert_eq!(made["size"], json!(place.metadata().expect("a file").len()));
    (folder, place)
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("a folder");
    let mut names: Vec<_> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[tokio::test]
async fn a_copy_is_whole_while_work_goes_on_and_takes_no_name_that_is_there() {
    let (house, owner) = furnished().await;
    let core = house.open().await;
    enter(&core, &owner, "Bia").await;
    let (folder, first) = download(&core, &owner).await;
    enter(&core, &owner, "Caio").await;
    ask(&core, &owner, "backups.create", json!({})).await.expect("a second copy");
    let found = names(folder.path());
    assert_eq!(found.len(), 2, "the second has a name of its own and nothing else lies there: {found:?}");
    assert!(
        found
            .iter()
            .all(|name| name.starts_with("leadsmart-2026-11-25-") && name.ends_with(".leadsmart-backup"))
    );
    let mut raw = Raw::open(&first).await;
    assert_eq!(raw.texts("SELECT name FROM clients").await, ["Bia"], "what came later is not in it");
    assert_eq!(raw.texts("PRAGMA integrity_check").await, ["ok"]);
    raw.close().await;
    core.close().await;
}

#[cfg(unix)]
#[tokio::test]
async fn only_its_owner_reads_a_copy() {
    use std::os::unix::fs::PermissionsExt;
    let (house, owner) = furnished().await;
    let core = house.open().await;
    let (_folder, place) = download(&core, &owner).await;
    core.keep_daily_copy().await.expect("a copy");
    let kept = house.folder().join("backups").join("daily-20261125T120000Z.db");
    for file in [place, kept] {
        let rights = file.metadata().expect("a copy").permissions().mode() & 0o777;
        assert_eq!(rights, 0o600, "{}", file.display());
    }
    core.close().await;
}

#[tokio::test]
async fn without_a_folder_for_downloads_there_is_no_copy_to_take_away() {
    let (house, owner) = furnished().await;
    let core = house.open().await;
    assert_eq!(ask(&core, &owner, "backups.create", json!({})).await, Err(Code::WrongState));
    core.put_downloads_into(house.folder().join("gone"));
    let failed = ask(&core, &owner, "backups.create", json!({})).await;
    assert_eq!(failed, Err(Code::Forbidden), "a folder that takes nothing is told as such");
    core.close().await;
}

#[tokio::test]
async fn once_a_day_on_which_something_changed_a_copy_is_kept_and_the_newest_seven_stay() {
    let (house, owner) = furnished().await;
    let core = house.open().await;
    core.keep_daily_copy().await.expect("a copy");
    enter(&core, &owner, "Bia").await;
    core.keep_daily_copy().await.expect("nothing to do");
    assert_eq!(copies(&core, &owner).await.len(), 1, "one a day");
    days_pass(&house, &core, 1).await;
    days_pass(&house, &core, 1).await;
    assert_eq!(copies(&core, &owner).await.len(), 2, "a day without a change needs none");
    for day in 0..9 {
        enter(&core, &owner, &format!("Client {day}")).await;
        days_pass(&house, &core, 1).await;
    }
    let kept = copies(&core, &owner).await;
    assert_eq!(kept.len(), 7);
    assert_eq!(kept[0]["made"]["local"], "2026-12-06T09:00:00", "the newest first, by the company's clock");
    assert_eq!(kept[0]["contents"]["companies"], json!(["Clínica"]));
    core.close().await;
}

#[tokio::test]
async fn nothing_is_kept_of_an_application_that_nobody_uses_yet() {
    let house = House::new();
    let core = house.open().await;
    core.keep_daily_copy().await.expect("nothing to do");
    assert_eq!(names(&house.folder().join("backups")), [""; 0]);
    core.close().await;
}

#[tokio::test]
async fn a_restore_puts_back_what_was_and_keeps_what_came_later_aside() {
    let (house, owner) = furnished().await;
    let mut raw = house.raw().await;
    let clerk = raw.member(owner.company, "Duda", false, &[Permission::ClientsView]).await;
    raw.close().await;
    let core = house.open().await;
    enter(&core, &owner, "Bia").await;
    core.keep_daily_copy().await.expect("a copy");
    enter(&core, &owner, "Caio").await;
    let copy = only(&core, &owner, "daily").await;
    let found =
        ask(&core, &owner, "backups.check", json!({ "backup_id": copy["id"] })).await.expect("a check");
    assert_eq!(found["copy"]["contents"]["companies"], json!(["Clínica"]));
    ask(&core, &owner, "backups.restore", json!({ "backup_id": copy["id"] })).await.expect("made ready");
    assert_eq!(clients(&house).await, ["Bia", "Caio"], "until the next start all is as it was");
    core.close().await;

    let core = house.open().await;
    assert!(core.opened().restored.is_some());
    assert_eq!(clients(&house).await, ["Bia"]);
    let status = call(&core, None, "system.status", json!({})).await.expect("a status");
    assert_eq!(status["restored"], true, "the window can say so");
    let gone = ask(&core, &clerk, "clients.list", json!({})).await;
    assert_eq!(gone, Err(Code::Unauthenticated), "no session comes back but that of who restored");
    let aside = only(&core, &owner, "before_restore").await;
    ask(&core, &owner, "backups.restore", json!({ "backup_id": aside["id"] })).await.expect("made ready");
    core.close().await;
    let core = house.open().await;
    assert_eq!(clients(&house).await, ["Bia", "Caio"], "nothing was lost");
    core.close().await;
}

#[tokio::test]
async fn a_message_that_may_have_gone_out_since_does_not_go_out_again() {
    let (house, owner) = furnished().await;
    let mut raw = house.raw().await;
    raw.run(&format!(
        "INSERT INTO outbox (id, company_id, kind, payload, created_at, next_attempt_at)
         VALUES (randomblob(16), {}, 'mail', x'00', 0, 0)",
        leadsmart_tests::house::hex(owner.company)
    ))
    .await;
    raw.close().await;
    let core = house.open().await;
    core.keep_daily_copy().await.expect("a copy");
    let copy = only(&core, &owner, "daily").await;
    ask(&core, &owner, "backups.restore", json!({ "backup_id": copy["id"] })).await.expect("made ready");
    core.close().await;
    house.open().await.close().await;
    let mut raw = house.raw().await;
    let waiting = "SELECT count(*) FROM outbox WHERE sent_at IS NULL AND given_up_at IS NULL";
    assert_eq!(raw.number(waiting).await, 0);
    raw.close().await;
}

#[tokio::test]
async fn whatever_ends_the_swap_the_next_start_goes_on_and_nothing_is_lost() {
    for step in ["being made ready", "before the first name", "between the names"] {
        let (house, owner) = furnished().await;
        let core = house.open().await;
        enter(&core, &owner, "Bia").await;
        core.keep_daily_copy().await.expect("a copy");
        enter(&core, &owner, "Caio").await;
        let copy = only(&core, &owner, "daily").await;
        ask(&core, &owner, "backups.restore", json!({ "backup_id": copy["id"] })).await.expect("made ready");
        core.close().await;
        let (ready, half) =
            (house.folder().join("leadsmart.restored.db"), house.folder().join("leadsmart.restoring.db"));
        let aside = house.folder().join("backups/before-restore-20261125T120000Z.db");
        let expected = match step {
            "being made ready" => {
                let bytes = std::fs::read(&ready).expect("the copy");
                std::fs::write(&half, &bytes[..bytes.len() / 2]).expect("half a copy");
                std::fs::remove_file(&ready).expect("removed");
                vec!["Bia", "Caio"]
            }
            "between the names" => {
                std::fs::rename(house.file(), &aside).expect("moved");
                vec!["Bia"]
            }
            _ => vec!["Bia"],
        };
        for _ in 0..2 {
            house.open().await.close().await;
            assert_eq!(clients(&house).await, expected, "{step}");
            assert!(!ready.exists() && !half.exists(), "{step}: nothing is left to do");
        }
        if expected == ["Bia"] {
            let mut raw = Raw::open(&aside).await;
            assert_eq!(
                raw.number("SELECT count(*) FROM clients").await,
                2,
                "{step}: what came later is kept"
            );
            raw.close().await;
        }
    }
}

#[tokio::test]
async fn a_damaged_file_in_use_makes_way_too_and_is_kept() {
    let (house, owner) = furnished().await;
    let core = house.open().await;
    core.keep_daily_copy().await.expect("a copy");
    let copy = only(&core, &owner, "daily").await;
    ask(&core, &owner, "backups.restore", json!({ "backup_id": copy["id"] })).await.expect("made ready");
    core.close().await;
    std::fs::write(house.file(), vec![7; 40_000]).expect("damage");
    let core = house.open().await;
    assert!(core.opened().restored.is_some() && core.opened().salvage.is_none());
    core.close().await;
    assert_eq!(names(&house.folder().join("damaged")).len(), 1, "the damaged file is kept");
    let mut raw = house.raw().await;
    assert_eq!(raw.texts("SELECT name FROM companies").await, ["Clínica"]);
    raw.close().await;
}

#[tokio::test]
async fn a_file_that_is_sent_is_restored_like_one_that_is_kept() {
    let (house, owner) = furnished().await;
    let core = house.open().await;
    enter(&core, &owner, "Bia").await;
    let (_folder, place) = download(&core, &owner).await;
    enter(&core, &owner, "Caio").await;
    let id = send(&core, &owner, &std::fs::read(place).expect("the copy")).await;
    let found = ask(&core, &owner, "backups.check", json!({ "backup_id": id })).await.expect("a check");
    assert_eq!((&found["copy"]["kind"], &found["copy"]["made"]), (&json!("sent"), &Value::Null));
    assert_eq!(found["copy"]["contents"]["changed"]["at"], "2026-11-25T12:00:00Z");
    ask(&core, &owner, "backups.restore", json!({ "backup_id": id })).await.expect("made ready");
    core.close().await;
    house.open().await.close().await;
    assert_eq!(clients(&house).await, ["Bia"]);
    assert!(!house.folder().join("incoming.db").exists(), "what was sent is not kept a second time");
}

#[tokio::test]
async fn an_upload_that_is_not_whole_or_was_left_restores_nothing() {
    let (house, owner) = furnished().await;
    let core = house.open().await;
    let begun = ask(&core, &owner, "backups.begin_upload", json!({ "size": 10 })).await.expect("room");
    let id = begun["upload_id"].as_str().expect("an id");
    let piece = |offset, bytes: Vec<u8>| core.receive_backup(id, offset, bytes, Language::English);
    assert_eq!(piece(0, vec![1; 4]).await.expect("taken"), 4);
    assert_eq!(piece(0, vec![1; 4]).await.expect_err("not again").code, Code::WrongState);
    assert_eq!(piece(4, vec![1; 7]).await.expect_err("more than was said").code, Code::WrongState);
    assert_eq!(ask(&core, &owner, "backups.check", json!({ "backup_id": id })).await, Err(Code::WrongState));
    ask(&core, &owner, "backups.cancel_upload", json!({ "upload_id": id })).await.expect("forgotten");
    assert_eq!(piece(4, vec![1; 6]).await.expect_err("it is forgotten").code, Code::NotFound);
    assert!(!house.folder().join("incoming.db").exists());
    let huge = ask(&core, &owner, "backups.begin_upload", json!({ "size": 1_u64 << 40 })).await;
    assert_eq!(huge, Err(Code::TooLarge));
    core.close().await;
}

#[tokio::test]
async fn what_is_no_sound_copy_of_this_company_is_refused_with_its_reason() {
    let (house, owner) = furnished().await;
    let core = house.open().await;
    // Enough that the broken pages below hold rows and not only the schema.
    for number in 0..40 {
        enter(&core, &owner, &format!("Client {number} {}", "x".repeat(60))).await;
    }
    let (_folder, place) = download(&core, &owner).await;
    let copy = std::fs::read(&place).expect("the copy");

    let mut newer = Raw::open(&place).await;
    newer
        .run(
            "INSERT INTO _sqlx_migrations (version, description, installed_on, success, checksum, execution_time)
             VALUES (9999, 'later', '2030-01-01', 1, x'00', 0)",
        )
        .await;
    newer.close().await;
    let newer = std::fs::read(&place).expect("the copy");

    let (other, stranger) = furnished().await;
    let theirs = other.open().await;
    let (_kept, place) = download(&theirs, &stranger).await;
    let foreign = std::fs::read(place).expect("the copy");
    theirs.close().await;

    let page = tempfile::tempdir().expect("a folder");
    std::fs::write(page.path().join("a.db"), "").expect("a file");
    let mut alien = Raw::open(&page.path().join("a.db")).await;
    alien.run("CREATE TABLE notes (text TEXT)").await;
    alien.close().await;
    let alien = std::fs::read(page.path().join("a.db")).expect("a database");

    let mut broken = copy.clone();
    let middle = broken.len() / 2;
    broken[middle..middle + 8192].fill(0xA5);
    for (what, bytes, code, words) in [
        ("no database", b"BEGIN:VCALENDAR\r\n".to_vec(), Code::InvalidInput, "no copy of LeadSmart"),
        ("an empty file", Vec::new(), Code::InvalidInput, "no copy of LeadSmart"),
        ("another program's", alien, Code::InvalidInput, "no copy of LeadSmart"),
        ("half of one", copy[..copy.len() / 2].to_vec(), Code::InvalidInput, "damaged"),
        ("broken pages", broken, Code::InvalidInput, "damaged"),
        ("a newer version", newer, Code::WrongState, "newer version"),
        ("another company", foreign, Code::WrongState, "another company: Clínica"),
    ] {
        let id = send(&core, &owner, &bytes).await;
        for command in ["backups.check", "backups.restore"] {
            let args = json!({ "company_id": owner.company, "backup_id": id });
            let failure = call(&core, Some(&owner.token), command, args).await.expect_err(what);
            assert_eq!(failure.code, code, "{what}: {failure}");
            assert!(failure.message.contains(words) && failure.hint.is_some(), "{what}: {failure}");
        }
    }
    core.close().await;
    let core = house.open().await;
    assert!(core.opened().restored.is_none(), "nothing was made ready");
    core.close().await;
}

#[tokio::test]
async fn an_id_is_never_a_path() {
    let (house, owner) = furnished().await;
    let core = house.open().await;
    core.keep_daily_copy().await.expect("a copy");
    for id in ["../leadsmart.db", "leadsmart.db", "./daily-20261125T120000Z.db", "", "/etc/passwd"] {
        for command in ["backups.check", "backups.restore"] {
            let refused = ask(&core, &owner, command, json!({ "backup_id": id })).await;
            assert_eq!(refused, Err(Code::NotFound), "{command} {id}");
        }
    }
    core.close().await;
}

#[tokio::test]
async fn who_does_not_manage_every_company_of_this_computer_replaces_nothing() {
    let (house, owner) = furnished().await;
    let mut raw = house.raw().await;
    let clerk = raw.member(owner.company, "Bia", false, &[Permission::AppointmentsManage]).await;
    let manager = raw.member(owner.company, "Caio", false, &[Permission::CompanyManage]).await;
    raw.close().await;
    let core = house.open().await;
    core.keep_daily_copy().await.expect("a copy");
    let copy = only(&core, &owner, "daily").await;
    for command in ["backups.list", "backups.create", "backups.check", "backups.restore"] {
        let args = if command.ends_with('t') || command.ends_with("create") {
            json!({})
        } else {
            json!({ "backup_id": copy["id"] })
        };
        assert_eq!(ask(&core, &clerk, command, args).await, Err(Code::Forbidden), "{command}");
    }
    ask(&core, &manager, "backups.check", json!({ "backup_id": copy["id"] }))
        .await
        .expect("who manages it may");
    core.close().await;

    let mut raw = house.raw().await;
    let second = raw.company("Studio").await;
    raw.member(second, "Duda", true, &[]).await;
    raw.close().await;
    let core = house.open().await;
    enter(&core, &owner, "Eva").await;
    days_pass(&house, &core, 1).await;
    let listed = ask(&core, &owner, "backups.list", json!({})).await.expect("a list");
    assert_eq!(listed["shared"], true);
    let newest = &listed["copies"][0]["contents"];
    assert_eq!(
        (&newest["companies"], &newest["others"]),
        (&json!(["Clínica"]), &json!(1)),
        "no foreign name is told"
    );
    for command in ["backups.check", "backups.restore"] {
        let refused = ask(&core, &owner, command, json!({ "backup_id": copy["id"] })).await;
        assert_eq!(refused, Err(Code::WrongState), "{command}");
    }
    core.close().await;
}

#[tokio::test]
async fn what_is_restored_is_guarded_also_where_the_copy_was_not() {
    let (house, owner) = furnished().await;
    let core = house.open().await;
    core.keep_daily_copy().await.expect("a copy");
    core.close().await;
    let mut raw = Raw::open(&house.folder().join("backups/daily-20261125T120000Z.db")).await;
    let guards = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'capture%'";
    for trigger in raw.texts(guards).await {
        raw.run(&format!("DROP TRIGGER {trigger}")).await;
    }
    raw.close().await;
    let core = house.open().await;
    let copy = only(&core, &owner, "daily").await;
    ask(&core, &owner, "backups.restore", json!({ "backup_id": copy["id"] })).await.expect("made ready");
    core.close().await;
    house.open().await.close().await;
    let mut raw = house.raw().await;
    raw.try_run("DELETE FROM companies").await.expect_err("what was restored is guarded");
    raw.close().await;
}

#[tokio::test]
async fn a_new_computer_takes_the_copy_of_an_old_one_before_anybody_has_registered() {
    let (house, owner) = furnished().await;
    let core = house.open().await;
    enter(&core, &owner, "Bia").await;
    let (_folder, place) = download(&core, &owner).await;
    core.close().await;
    let bytes = std::fs::read(place).expect("the copy");

    let new = House::new();
    let core = new.open().await;
    let begun = call(&core, None, "backups.begin_first_upload", json!({ "size": bytes.len() })).await;
    let id = begun.expect("room")["upload_id"].as_str().expect("an id").to_owned();
    let mut offset = 0;
    for piece in bytes.chunks(100_000) {
        let there = core.receive_backup(&id, offset, piece.to_vec(), Language::English).await;
        offset = there.expect("a piece is taken");
    }
    let found = call(&core, None, "backups.check_first", json!({ "backup_id": id })).await.expect("a check");
    assert_eq!(found["copy"]["contents"]["companies"], json!(["Clínica"]));
    call(&core, None, "backups.restore_first", json!({ "backup_id": id })).await.expect("made ready");
    core.close().await;
    let core = new.open().await;
    assert_eq!(clients(&new).await, ["Bia"]);
    let status = call(&core, None, "system.status", json!({})).await.expect("a status");
    assert_eq!((&status["first_start"], &status["restored"]), (&json!(false), &json!(true)));
    // From now on it takes the rights of somebody who is there.
    let size = json!({ "size": 1 });
    let refused = call(&core, None, "backups.begin_first_upload", size).await.expect_err("somebody is there");
    assert!(refused.code == Code::WrongState && refused.hint.is_some(), "{refused}");
    core.close().await;
}
