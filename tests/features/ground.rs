//! Bad ground: folders that cannot be used, disks that are full or only to be read. What is wrong is told, nothing that was
//! acknowledged is lost, and all goes on once the ground is good again.
//!
//! A disk of its own is mounted in a namespace of its own (unshare(1)), which needs no rights but may be forbidden; then
//! these tests say so and pass. That a full store is told and survived is tested without a disk beside the write path.

use std::path::Path;

use leadsmart_contract::failure::Code;
use leadsmart_contract::language::Language;
use leadsmart_core::error::Explain;
use leadsmart_core::{Core, OpenFailure};
use leadsmart_tests::call;
use leadsmart_tests::house::{House, Raw};
use serde_json::json;

/// What a person reads of a failure to open, in her language, with a way out.
fn told(refused: &OpenFailure, code: Code, words: [&str; 3]) {
    for (language, word) in
        [Language::Portuguese, Language::English, Language::Spanish].into_iter().zip(words)
    {
        let told = refused.explain(language);
        assert_eq!(told.code, code, "{refused}");
        assert!(told.message.contains(word), "{refused}: {}", told.message);
        assert!(told.hint.is_some(), "{refused}: there is a way out");
    }
}

const UNUSABLE: [&str; 3] = ["pasta de dados", "data folder", "carpeta de datos"];
const FULL: [&str; 3] = ["disco está cheio", "disk is full", "disco está lleno"];

async fn refused(house: &House, folder: &Path) -> OpenFailure {
    Core::open(folder, house.ports()).await.map(|_| ()).expect_err("this ground cannot be used")
}

#[tokio::test]
async fn a_folder_below_or_in_place_of_a_file_is_refused_and_the_file_stays() {
    let house = House::new();
    let file = house.folder().join("a file");
    std::fs::write(&file, "somebody's").expect("a file");
    for folder in [file.join("data"), file.clone()] {
        told(&refused(&house, &folder).await, Code::Forbidden, UNUSABLE);
    }
    assert_eq!(std::fs::read(&file).expect("it is there"), b"somebody's");
}

#[tokio::test]
async fn what_lies_in_the_way_is_told_and_left_alone_and_the_data_is_there_once_it_is_gone() {
    for obstacle in ["lock", "leadsmart.db", "running", "leadsmart.db-wal"] {
        let house = House::new();
        house.make().await;
        let mut raw = house.raw().await;
        raw.company("Clínica").await;
        raw.close().await;
        let before = std::fs::read(house.file()).expect("the file");
        let (place, aside) = (house.folder().join(obstacle), house.folder().join("aside"));
        if place.exists() {
            std::fs::rename(&place, &aside).expect("renamed");
        }
        std::fs::create_dir_all(place.join("mine")).expect("a folder in the way");
        for _ in 0..2 {
            told(&refused(&house, house.folder()).await, Code::Forbidden, UNUSABLE);
        }
        assert!(place.join("mine").is_dir(), "{obstacle}: what is not ours stays");
        let file = if obstacle == "leadsmart.db" { &aside } else { &house.file() };
        assert!(std::fs::read(file).expect("the file") == before, "{obstacle}: not one byte is changed");
        std::fs::remove_dir_all(&place).expect("out of the way");
        if aside.exists() {
            std::fs::rename(&aside, &place).expect("back in its place");
        }
        let core = house.open().await;
        assert!(!core.opened().created && core.opened().salvage.is_none(), "{obstacle}: the file is found");
        core.close().await;
        assert_eq!(house.raw().await.number("SELECT count(*) FROM companies").await, 1, "{obstacle}");
    }
}

#[cfg(target_os = "linux")]
mod disks {
    use std::collections::HashSet;
    use std::path::PathBuf;
    use std::process::{Command, Stdio};

    use leadsmart_tests::child;

    use super::*;

    /// Where the child finds its disk.
    const DISK: &str = "LEADSMART_GROUND_DISK";
    const PART: &str = "LEADSMART_GROUND_PART";
    const MOUNT: &str = r#"mount -t tmpfs -o size=4m leadsmart "$0" && exec "$@""#;

    /// Does a part of a test in a process that has a disk of 4 MB to itself.
    fn on_a_disk(part: &str) {
        let folder = tempfile::tempdir().expect("a folder");
        let alone = |program: &Command| {
            let mut command = Command::new("unshare");
            command.args(["--user", "--map-root-user", "--mount", "sh", "-c", MOUNT]).arg(folder.path());
            command.arg(program.get_program()).args(program.get_args()).stdin(Stdio::null());
            command.env(DISK, folder.path()).env(PART, part);
            command
        };
        let tried = alone(&Command::new("true")).output();
        if !tried.is_ok_and(|tried| tried.status.success()) {
            eprintln!("{part}: this system does not let a test mount a disk, so this was not tried");
            return;
        }
        let output = alone(&child("ground::disks::child_with_a_disk")).output().expect("a child starts");
        let said =
            format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "{part}: {said}");
        assert!(said.contains("1 passed"), "{part}: the child was found under its name: {said}");
    }

    #[test]
    fn a_disk_that_fills_up_is_told_and_loses_nothing_and_work_goes_on_with_room() {
        on_a_disk("work until it is full");
    }

    #[test]
    fn a_first_start_and_an_update_on_a_full_disk_change_nothing() {
        on_a_disk("start when it is full");
    }

    #[test]
    fn a_disk_that_is_only_to_be_read_is_told_and_nothing_is_changed() {
        on_a_disk("start when it is read-only");
    }

    #[test]
    fn a_copy_that_finds_no_room_is_told_leaves_nothing_and_is_made_once_there_is() {
        on_a_disk("copy when it is full");
    }

    /// Not a test of its own: has a disk, if it was started for that.
    #[tokio::test]
    async fn child_with_a_disk() {
        let (Ok(part), Some(disk)) = (std::env::var(PART), std::env::var_os(DISK)) else { return };
        let disk = PathBuf::from(disk);
        match part.as_str() {
            "work until it is full" => work_until_full(&disk).await,
            "start when it is full" => start_when_full(&disk).await,
            "copy when it is full" => copy_when_full(&disk).await,
            "start when it is read-only" => start_when_read_only(&disk).await,
            other => panic!("there is no part {other}"),
        }
    }

    /// A file that takes up room, to be removed when room is wanted.
    struct Ballast(PathBuf);

    impl Ballast {
        /// Takes so many bytes, or all there are.
        fn load(disk: &Path, bytes: usize) -> Self {
            use std::io::Write;
            let path = disk.join(format!("ballast {bytes}"));
            let mut file = std::fs::File::create(&path).expect("a file");
            // That the disk is full before the end is what it is for.
            for _ in 0..bytes.div_ceil(4096) {
                if file.write_all(&[1; 4096]).is_err() {
                    break;
                }
            }
            Self(path)
        }

        fn drop_it(self) {
            std::fs::remove_file(self.0).expect("removed");
        }
    }

    async fn open(house: &House, folder: &Path) -> Core {
        Core::open(folder, house.ports()).await.expect("the data folder opens")
    }

    async fn work_until_full(disk: &Path) {
        let (house, folder) = (House::new(), disk.join("data"));
        let core = open(&house, &folder).await;
        let mut raw = Raw::open(&folder.join("leadsmart.db")).await;
        let company = raw.company("Clínica").await;
        let owner = raw.member(company, "Ana", true, &[]).await;
        raw.close().await;
        let client = |number: usize| json!({ "company_id": company, "name": format!("Client {number}"), "notes": "a long note ".repeat(100), "allow_duplicate": true });
        let ballast = Ballast::load(disk, 500_000);
        let mut acknowledged = HashSet::new();
        let failure = loop {
            match call(&core, Some(&owner.token), "clients.create", client(acknowledged.len())).await {
                Ok(reply) => {
                    assert!(acknowledged.insert(reply["id"].as_str().expect("an id").replace('-', "")))
                }
                Err(failure) => break failure,
            }
        };
        assert_eq!(failure.code, Code::StorageFull, "{failure}");
        // A checkpoint may have made a little room meanwhile. Then a call is carried out; else it is told why not.
        for number in 0..3 {
            match call(&core, Some(&owner.token), "clients.create", client(number)).await {
                Ok(reply) => {
                    assert!(acknowledged.insert(reply["id"].as_str().expect("an id").replace('-', "")))
                }
                Err(failure) => assert_eq!(failure.code, Code::StorageFull, "{failure}"),
            }
        }
        let page = json!({ "company_id": company, "limit": 1 });
        call(&core, Some(&owner.token), "clients.list", page).await.expect("what is there can be read");
        core.close().await;
        // A start needs a little room for the journal.
        let _full = Ballast::load(disk, usize::MAX);
        match Core::open(&folder, house.ports()).await {
            Ok(core) => core.close().await,
            Err(refused) => told(&refused, Code::StorageFull, FULL),
        }
        ballast.drop_it();
        let core = open(&house, &folder).await;
        assert!(core.opened().salvage.is_none(), "a full disk damages nothing: {:?}", core.opened().salvage);
        let reply = call(&core, Some(&owner.token), "clients.create", client(acknowledged.len())).await;
        acknowledged
            .insert(reply.expect("there is room again")["id"].as_str().expect("an id").replace('-', ""));
        core.close().await;
        let mut raw = Raw::open(&folder.join("leadsmart.db")).await;
        let there: HashSet<String> =
            raw.texts("SELECT lower(hex(id)) FROM clients").await.into_iter().collect();
        assert_eq!(there, acknowledged, "what was acknowledged is there, and nothing else");
        assert_eq!(raw.texts("PRAGMA integrity_check").await, ["ok"]);
    }

    async fn start_when_full(disk: &Path) {
        let house = House::new();
        let (fresh, older) = (disk.join("fresh"), disk.join("older"));
        std::fs::create_dir(&older).expect("a folder");
        crate::store::older_file(&older.join("leadsmart.db"), 5).await;
        let ballast = Ballast::load(disk, usize::MAX);
        for folder in [&fresh, &older] {
            for _ in 0..2 {
                told(&refused(&house, folder).await, Code::StorageFull, FULL);
            }
        }
        ballast.drop_it();
        let core = open(&house, &fresh).await;
        assert!(core.opened().created, "a first start that failed left nothing in the way");
        core.close().await;
        let core = open(&house, &older).await;
        assert!(core.opened().salvage.is_none() && core.opened().backup.is_some(), "{:?}", core.opened());
        core.close().await;
        let mut raw = Raw::open(&older.join("leadsmart.db")).await;
        assert_eq!(raw.number("SELECT count(*) FROM companies").await, 1);
    }

    async fn copy_when_full(disk: &Path) {
        let (house, folder) = (House::new(), disk.join("data"));
        let core = open(&house, &folder).await;
        core.put_downloads_into(disk.to_owned());
        let mut raw = Raw::open(&folder.join("leadsmart.db")).await;
        let company = raw.company("Clínica").await;
        let owner = raw.member(company, "Ana", true, &[]).await;
        raw.close().await;
        core.keep_daily_copy().await.expect("there is room for one copy");
        let ask = async |name: &str, mut args: serde_json::Value| {
            args["company_id"] = json!(company);
            call(&core, Some(&owner.token), name, args).await
        };
        let restore = json!({ "backup_id": "daily-20261125T120000Z.db" });
        let upload = ask("backups.begin_upload", json!({ "size": 500_000 })).await.expect("a place");
        let upload = upload["upload_id"].as_str().expect("an id");
        let ballast = Ballast::load(disk, usize::MAX);
        for (name, args) in [("backups.create", json!({})), ("backups.restore", restore.clone())] {
            let failure = ask(name, args).await.expect_err("there is no room");
            assert!(failure.code == Code::StorageFull && failure.hint.is_some(), "{name}: {failure}");
        }
        let piece = core.receive_backup(upload, 0, vec![1; 500_000], Language::English).await;
        assert_eq!(piece.expect_err("there is no room").code, Code::StorageFull);
        for leftover in
            ["leadsmart.restoring.db", "leadsmart.restored.db", "incoming.db", "backups/making.db"]
        {
            assert!(!folder.join(leftover).exists(), "{leftover} would take room");
        }
        let here = std::fs::read_dir(disk).expect("a folder").filter_map(Result::ok);
        let copies = here.filter(|entry| entry.file_name().to_string_lossy().contains("leadsmart-"));
        assert_eq!(copies.count(), 0, "no part of a copy is left among the downloads");
        ballast.drop_it();
        ask("backups.create", json!({})).await.expect("there is room again");
        ask("backups.restore", restore).await.expect("there is room again");
        core.close().await;
        let core = open(&house, &folder).await;
        assert!(core.opened().restored.is_some());
        core.close().await;
    }

    async fn start_when_read_only(disk: &Path) {
        let (house, folder) = (House::new(), disk.join("data"));
        open(&house, &folder).await.close().await;
        let mut raw = Raw::open(&folder.join("leadsmart.db")).await;
        raw.company("Clínica").await;
        raw.close().await;
        let before = std::fs::read(folder.join("leadsmart.db")).expect("the file");
        remount(disk, "ro");
        for folder in [&folder, &disk.join("another")] {
            told(&refused(&house, folder).await, Code::Forbidden, UNUSABLE);
        }
        assert!(std::fs::read(folder.join("leadsmart.db")).expect("the file") == before);
        remount(disk, "rw");
        let core = open(&house, &folder).await;
        assert!(!core.opened().created && core.opened().salvage.is_none(), "{:?}", core.opened());
        core.close().await;
        let mut raw = Raw::open(&folder.join("leadsmart.db")).await;
        assert_eq!(raw.number("SELECT count(*) FROM companies").await, 1);
    }

    fn remount(disk: &Path, way: &str) {
        // Of the mount and not of the disk: that is for who owns the machine.
        let mounted = Command::new("mount").args(["-o", &format!("remount,bind,{way}")]).arg(disk).status();
        assert!(mounted.expect("mount starts").success(), "the disk is ours");
    }
}
