#include "structure/system_path.h"

#include <array>

#include "base/ascii.h"
#include "structure/cursor.h"

namespace errwatch {
namespace {

struct SystemTree {
  std::string_view root;
  std::string_view below;  // names, each between blanks; empty: every name
};
// Trees that no site has in its addresses, with what must stand below where one might.
constexpr std::array<SystemTree, 15> kSystemTrees = {{
    {"etc", ""},
    {"proc", ""},
    {"boot", ""},
    {"var",
     " log lib run www spool mail cache tmp backups opt lock local db named vhosts adm apache apache2 httpd "
     "cron "},
    {"usr",
     " local share lib lib64 bin sbin src include libexec home games etc pkg ports pkgsrc apache apache2 "},
    {"sys", " class kernel devices fs block bus module firmware power dev "},
    {"dev",
     " null random urandom zero full tcp udp fd shm stdin stdout stderr mem kmem console mapper disk core "
     "port "},
    {"bin", " sh bash dash zsh ksh busybox cat ls id "},
    {"sbin", " init ifconfig reboot shutdown "},
    {"lib", " modules systemd x86_64-linux-gnu aarch64-linux-gnu "},
    {"run", " secrets log systemd docker.sock containerd user "},
    {"private", " etc var tmp "},
    {"windows",
     " win.ini system.ini system32 syswow64 debug repair panther php.ini temp inf system explorer.exe "},
    {"winnt", " win.ini system.ini system32 repair "},
    {"inetpub", " wwwroot logs ftproot history "},
}};
// Trees that sites have in their addresses as well: only files that nobody links to count.
constexpr std::array<std::string_view, 10> kHomeTrees = {"home", "root", "opt",   "srv",  "app",
                                                         "mnt",  "tmp",  "users", "data", "www"};
constexpr std::array<std::string_view, 24> kPrivateKinds = {
    "conf", "cnf",        "cfg",  "ini",      "yml",  "yaml",    "env",    "key",
    "pem",  "p12",        "pfx",  "jks",      "sql",  "sqlite",  "db",     "bak",
    "log",  "properties", "toml", "htpasswd", "kdbx", "history", "keytab", "dump"};
// Folders for files that nobody links to, wherever they are.
constexpr std::array<std::string_view, 6> kPrivateFolders = {"log", "logs",     "conf",
                                                             "etc", "sessions", "backups"};
// What browsers put in front of the name of a file that they send, and where people keep theirs.
constexpr std::array<std::string_view, 5> kOwnFolders = {"users", "fakepath", "documents", "temp",
                                                         "dokumente"};
constexpr std::array<std::string_view, 9> kHiddenNames = {
    ".env", ".ssh", ".aws", ".git", ".svn", ".htaccess", ".htpasswd", ".dockerenv", ".kube"};
// What a drive of Windows has besides.
constexpr std::array<std::string_view, 10> kOfDrives = {"windows", "winnt",       "inetpub",      "boot.ini",
                                                        "xampp",   "programdata", "autoexec.bat", "wamp",
                                                        "wamp64",  "pagefile.sys"};
constexpr std::array<std::string_view, 12> kServerStreams = {
    "php",  "expect", "phar", "zip",  "compress.zlib", "compress.bzip2",
    "glob", "rar",    "ogg",  "data", "netdoc",        "ssh2.exec"};

constexpr std::string_view kPathDelimiters = "\"'=,>|;:([{@<`&?#)]}";

bool IsSlash(char c) { return c == '/' || c == '\\'; }

bool ListsWord(std::string_view list, std::string_view word) {
  for (std::size_t at = list.find(word); at != std::string_view::npos; at = list.find(word, at + 1)) {
    if (at > 0 && list[at - 1] == ' ' && At(list, at + word.size()) == ' ') return true;
  }
  return false;
}

struct SystemPathParts {
  std::string_view first;
  std::string_view second;
  std::string_view last;
  bool absolute = false;
  bool hidden = false;  // a segment that begins with a dot
  bool secret = false;  // one of kHiddenNames
  bool private_application = false;
  bool private_folder = false;
  std::size_t end = 0;
};

// The path at `at`: up to a blank or a delimiter.
SystemPathParts ReadSystemPath(std::string_view text, std::size_t at) {
  SystemPathParts path;
  path.absolute = IsSlash(At(text, at));
  int count = 0;
  while (at < text.size()) {
    const std::size_t begin = at;
    at = SkipWhile(text, at, [](char c) {
      return (kMarkOfByte[static_cast<unsigned char>(c)] & Marks(kPathDelimiters)) == 0 && c != ' ' &&
             !IsSlash(c);
    });
    const std::string_view segment = text.substr(begin, at - begin);
    if (!segment.empty() && segment != ".") {
      (count == 0 ? path.first : count == 1 ? path.second : path.last) = segment;
      path.last = segment;
      ++count;
      path.hidden = path.hidden || (segment.size() > 2 && segment[0] == '.' && IsLower(segment[1]));
      path.secret = path.secret || IsOneOf(segment, kHiddenNames) || segment.starts_with(".env.");
      path.private_folder = path.private_folder || IsOneOf(segment, kPrivateFolders);
      path.private_application = path.private_application || segment == "web-inf" || segment == "meta-inf";
    }
    if (at >= text.size() || !IsSlash(text[at])) break;
    ++at;
  }
  path.end = at;
  return path;
}

std::string_view NameExtension(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  return dot == std::string_view::npos ? std::string_view() : name.substr(dot + 1);
}

bool IsPrivateKind(std::string_view name) {
  return IsOneOf(NameExtension(name), kPrivateKinds) || name.ends_with("_log");
}

bool IsOfSystem(const SystemPathParts& path) {
  if (path.private_application) return true;
  if (!path.absolute)
    return path.first.starts_with('~') && path.hidden && path.first.size() < path.last.size() + 40;
  if (path.secret) return true;
  for (const SystemTree& tree : kSystemTrees) {
    if (path.first != tree.root) continue;
    if (path.second.empty()) return false;
    // Content management of Adobe has designs there.
    if (tree.root == "etc" && ListsWord(" designs clientlibs tags packages ", path.second)) return false;
    return tree.below.empty() || ListsWord(tree.below, path.second);
  }
  if (path.second.empty()) return false;
  if (path.private_folder && IsPrivateKind(path.last)) return true;
  return IsOneOf(path.first, kHomeTrees) && (path.hidden || IsPrivateKind(path.last));
}

// A blank and a word behind it: somebody writes about the file.
bool IsPathInProse(std::string_view text, std::size_t end) {
  return At(text, end) == ' ' && IsLower(At(text, end + 1));
}

// What stands at `at` begins a string of its own. In prose quotation marks and brackets stand behind a blank.
bool BeginsString(std::string_view text, std::size_t at) {
  if (at == 0) return true;
  const char mark = text[at - 1];
  if (kPathDelimiters.find(mark) == std::string_view::npos) return false;
  if (mark == '(') return at > 1 && IsWordByte(text[at - 2]);
  if (!IsQuoteMark(mark) || at == 1) return true;
  const char before = text[at - 2] == ' ' && at > 2 ? text[at - 3] : text[at - 2];
  return std::string_view("=:,([{").find(before) != std::string_view::npos;
}

// "c:" in front of `at`.
bool IsBehindDrive(std::string_view text, std::size_t at) {
  if (at < 2 || text[at - 1] != ':' || !IsLower(text[at - 2])) return false;
  return at == 2 || !IsWordByte(text[at - 3]);
}

// "php:" in front of "//".
bool IsBehindWrapper(std::string_view text, std::size_t at) {
  if (at < 4 || text[at - 1] != ':' || !From(text, at).starts_with("//")) return false;
  std::size_t begin = at - 1;
  while (begin > 0 && at - begin < 20 && (IsWordByte(text[begin - 1]) || text[begin - 1] == '.')) --begin;
  return IsOneOf(text.substr(begin, at - 1 - begin), kServerStreams);
}

// A share of another machine, with its domain: "\\evil.example\share\x".
bool IsForeignShare(std::string_view text) {
  if (!text.starts_with("\\\\") || text.size() < 5) return false;
  const std::size_t end = SkipWhile(
      text, 2, [](char c) { return IsWordByte(c) || c == '.' || c == '-' || c == '@' || c == ':'; });
  if (At(text, end) != '\\' || !IsWordByte(At(text, end + 1)))
    return text.starts_with("\\\\?\\") || text.starts_with("\\\\.\\");
  const std::string_view host = text.substr(2, end - 2);
  return host == "localhost" || host.find_first_of(".@:") != std::string_view::npos;
}

// A quick look: from the root, of a home, behind a drive, or of an application of Java.
bool MayBePath(std::string_view text, std::size_t at, bool names_application) {
  const char c = At(text, at);
  return IsSlash(c) || c == '~' || Before(text, at) == ':' || names_application;
}

bool IsHostilePath(std::string_view text, std::size_t at) {
  if (IsBehindWrapper(text, at)) return true;
  const SystemPathParts path = ReadSystemPath(text, at);
  if (IsPathInProse(text, path.end)) return false;
  if (IsBehindDrive(text, at)) {
    if (!path.absolute || IsOneOf(path.first, kOwnFolders)) return path.secret;
    return IsOneOf(path.first, kOfDrives) || IsPrivateKind(path.last);
  }
  return IsOfSystem(path);
}

}  // namespace

bool HasSystemPath(const Value& value) noexcept {
  const std::string_view text = Trim(value.text);
  if (FindMark(text, Marks(kSystemPathMarks)) == std::string_view::npos) return false;
  if (IsForeignShare(text)) return true;
  if (text.starts_with("%systemroot%") || text.starts_with("%windir%")) return true;
  const bool names_application = FindText(text, "-inf") != std::string_view::npos;
  for (std::size_t at = 0; at < text.size();) {
    if (MayBePath(text, at, names_application) && BeginsString(text, at) && IsHostilePath(text, at))
      return true;
    at = FindMark(text, Marks(kPathDelimiters), at);
    if (at == std::string_view::npos) break;
    ++at;
  }
  return false;
}

}  // namespace errwatch
