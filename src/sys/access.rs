//! Owns access lists, by which Windows says who may use a file: closed to all but the user, the system and its administrators.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::windows::fs::OpenOptionsExt;
use std::path::Path;

use windows_permissions::constants::{AceType, SeObjectType, SecurityInformation};
use windows_permissions::{Acl, LocalBox, SecurityDescriptor, Sid, utilities, wrappers};

/// The rights to read and write a file, and its access list (`GENERIC_READ`, `GENERIC_WRITE`, `READ_CONTROL`, `WRITE_DAC` of winnt.h).
const READ: u32 = 0x8000_0000;
const WRITE: u32 = 0x4000_0000;
const READ_LIST: u32 = 0x0002_0000;
const WRITE_LIST: u32 = 0x0004_0000;

/// What others may do meanwhile: rename it (`FILE_SHARE_DELETE`).
const SHARE_RENAME: u32 = 4;

/// What opens a folder (`FILE_FLAG_BACKUP_SEMANTICS`).
const FOLDERS_TOO: u32 = 0x0200_0000;

const EVERYBODY: &str = "S-1-1-0";

/// The system, its administrators, and rights of whoever owns or makes a file.
const TRUSTED: [&str; 4] = ["S-1-5-18", "S-1-5-32-544", "S-1-3-4", "S-1-3-0"];

/// Gives a folder an access list that what is made in it inherits.
pub fn close_folder(path: &Path) -> io::Result<()> {
    close(&mut open(path, READ_LIST | WRITE_LIST)?, "OICI")
}

/// Creates a file with an access list of its own. Until it is closed nobody else can open it to read or write.
pub fn create_closed(path: &Path) -> io::Result<File> {
    let rights = READ | WRITE | READ_LIST | WRITE_LIST;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true).access_mode(rights).share_mode(SHARE_RENAME);
    let mut file = options.open(path)?;
    close(&mut file, "")?;
    Ok(file)
}

/// Takes away what was inherited, and lets in the user, the system and its administrators.
fn close(handle: &mut File, inherited: &str) -> io::Result<()> {
    let user = me()?;
    let allowed = [&*user, "SY", "BA"].map(|who| format!("(A;{inherited};FA;;;{who})")).concat();
    let list: LocalBox<SecurityDescriptor> = format!("D:P{allowed}").parse()?;
    let what = SecurityInformation::Dacl | SecurityInformation::ProtectedDacl;
    wrappers::SetSecurityInfo(handle, SeObjectType::SE_FILE_OBJECT, what, None, None, list.dacl(), None)
}

/// Those who may use a file or folder beside the user, the system and its administrators, as security identifiers.
pub fn strangers(path: &Path) -> io::Result<Vec<String>> {
    let handle = open(path, READ_LIST)?;
    let described = wrappers::GetSecurityInfo(&handle, SeObjectType::SE_FILE_OBJECT, SecurityInformation::Dacl)?;
    // Without a list, as on a disk that keeps none, everybody may do everything.
    let Some(list) = described.dacl() else { return Ok(vec![EVERYBODY.to_owned()]) };
    let me = me()?;
    let mut strangers: Vec<_> = allowed(list).filter(|who| *who != me && !TRUSTED.contains(&who.as_str())).collect();
    strangers.dedup();
    Ok(strangers)
}

/// The line that closes a file or folder to these strangers.
pub fn mending(path: &Path, is_folder: bool, strangers: &[String]) -> io::Result<String> {
    let (inherited, below) = if is_folder { ("(OI)(CI)", " /T") } else { ("", "") };
    let removed: String = strangers.iter().map(|who| format!(" \"*{who}\"")).collect();
    let (path, me) = (path.display(), me()?);
    Ok(format!("icacls \"{path}\" /inheritance:r /grant:r \"*{me}:{inherited}F\" /remove:g{removed}{below}"))
}

/// Tells who the user is, as a security identifier.
fn me() -> io::Result<String> {
    Ok(utilities::current_process_sid()?.to_string())
}

/// Those whom a list allows something.
fn allowed(list: &Acl) -> impl Iterator<Item = String> {
    let entries = (0..list.len()).filter_map(|at| list.get_ace(at));
    let allows = |kind| {
        use AceType::{
            ACCESS_ALLOWED_ACE_TYPE, ACCESS_ALLOWED_CALLBACK_ACE_TYPE, ACCESS_ALLOWED_CALLBACK_OBJECT_ACE_TYPE,
            ACCESS_ALLOWED_OBJECT_ACE_TYPE,
        };
        matches!(
            kind,
            ACCESS_ALLOWED_ACE_TYPE
                | ACCESS_ALLOWED_CALLBACK_ACE_TYPE
                | ACCESS_ALLOWED_CALLBACK_OBJECT_ACE_TYPE
                | ACCESS_ALLOWED_OBJECT_ACE_TYPE
        )
    };
    entries.filter(move |entry| allows(entry.ace_type())).filter_map(|entry| entry.sid().map(Sid::to_string))
}

/// Names somebody as people know him.
pub fn name_of(who: &str) -> String {
    let named = who.parse::<LocalBox<Sid>>().and_then(|who| wrappers::LookupAccountSid(&who));
    match named {
        Ok((name, domain)) if domain.is_empty() => format!("`{}`", name.to_string_lossy()),
        Ok((name, domain)) => format!("`{}\\{}`", domain.to_string_lossy(), name.to_string_lossy()),
        Err(_) => format!("`{who}`"),
    }
}

fn open(path: &Path, rights: u32) -> io::Result<File> {
    OpenOptions::new().access_mode(rights).custom_flags(FOLDERS_TOO).open(path)
}

#[cfg(test)]
mod tests {
    use super::super::files;
    use super::*;

    fn list_of(path: &Path) -> Vec<String> {
        let handle = open(path, READ_LIST).expect("opened");
        let told = wrappers::GetSecurityInfo(&handle, SeObjectType::SE_FILE_OBJECT, SecurityInformation::Dacl);
        allowed(told.expect("told").dacl().expect("a list")).collect()
    }

    /// Gives a file or folder another list.
    fn let_in(path: &Path, others: &str) {
        let list: LocalBox<SecurityDescriptor> =
            format!("D:P(A;;FA;;;{}){others}", me().expect("a user")).parse().expect("a list");
        let mut handle = open(path, READ_LIST | WRITE_LIST).expect("opened");
        let what = SecurityInformation::Dacl | SecurityInformation::ProtectedDacl;
        wrappers::SetSecurityInfo(&mut handle, SeObjectType::SE_FILE_OBJECT, what, None, None, list.dacl(), None)
            .expect("set");
    }

    #[test]
    fn what_is_made_lets_in_the_user_and_no_stranger() {
        let folder = tempfile::tempdir().expect("a folder");
        let inner = folder.path().join("a").join("b");
        files::create_private_folder(&inner).expect("created");
        for private in [files::create_private, files::write_private] {
            private(&inner.join("file"), b"x").expect("written");
            for path in [&inner.join(".."), &inner, &inner.join("file")] {
                assert_eq!(strangers(path).expect("read"), Vec::<String>::new(), "{:?}", list_of(path));
                assert!(list_of(path).contains(&me().expect("a user")));
            }
            files::remove(&inner.join("file")).expect("removed");
        }
    }

    #[test]
    fn what_lets_others_in_is_refused_with_the_line_that_mends_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let (inner, file) = (folder.path().join("data"), folder.path().join("data").join("file"));
        files::create_private_folder(&inner).expect("created");
        files::write_private(&file, b"x").expect("written");
        let_in(&file, "(A;;FR;;;WD)");
        let error = files::read_private(&file, 9).expect_err("refused");
        assert!(error.to_string().ends_with("can be read or changed by `Everyone`"), "{error}");
        let me = me().expect("a user");
        let line = format!("icacls \"{}\" /inheritance:r /grant:r \"*{me}:F\" /remove:g \"*S-1-1-0\"", file.display());
        assert_eq!(error.mend(), Some(line));
        files::write_private(&file, b"y").expect("in its place");
        assert_eq!(files::read_private(&file, 9).expect("closed again"), b"y");
        let_in(&inner, "(A;OICI;FR;;;WD)");
        let line = files::create_private_folder(&inner).expect_err("refused").mend().expect("a line");
        assert!(line.contains(&format!("\"*{me}:(OI)(CI)F\" /remove:g \"*S-1-1-0\" /T")), "{line}");
    }

    #[test]
    fn everybody_and_all_users_are_told_by_their_names_and_who_is_denied_is_no_stranger() {
        for (who, name) in [("WD", "`Everyone`"), ("BU", "`BUILTIN\\Users`"), ("AU", "Authenticated Users`")] {
            let made: LocalBox<SecurityDescriptor> = format!("D:P(D;;FA;;;BG)(A;;FR;;;{who})").parse().expect("a list");
            let allowed: Vec<_> = allowed(made.dacl().expect("a list")).map(|who| name_of(&who)).collect();
            assert!(allowed.len() == 1 && allowed[0].ends_with(name), "{allowed:?}");
        }
    }
}
