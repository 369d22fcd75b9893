#include "structure/shell_commands.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "base/word_filter.h"
#include "structure/shell_word.h"

namespace errwatch {
namespace {

using enum CommandKind;

struct Command {
  std::string_view name;
  CommandKind kind;
};

// By name.
// clang-format off
constexpr std::array<Command, 357> kUnixCommands = {{
    {"adduser", kTool}, {"alias", kWord}, {"ansible", kWord}, {"apk", kWord}, {"apt", kWord},
    {"apt-get", kTool}, {"arch", kTells}, {"aria2c", kTool}, {"arp", kWord}, {"ash", kInterpreter},
    {"at", kWord}, {"awk", kTool}, {"axel", kTool}, {"base32", kTool}, {"base64", kTool},
    {"basename", kWord}, {"bash", kInterpreter}, {"batch", kWord}, {"bc", kWord}, {"builtin", kPrefix},
    {"bunzip2", kTool}, {"busybox", kPrefix}, {"busybox-static", kTool}, {"bzip2", kTool}, {"c89", kTool},
    {"c99", kTool}, {"cal", kWord}, {"capsh", kTool}, {"cat", kWord}, {"cd", kWord}, {"chattr", kTool},
    {"chef", kWord}, {"chgrp", kTool}, {"chmod", kTool}, {"chown", kTool}, {"chpasswd", kTool},
    {"chroot", kWord}, {"chsh", kTool}, {"column", kWord}, {"comm", kWord}, {"command", kPrefix},
    {"composer", kWord}, {"copy", kWord}, {"cp", kWord}, {"cpan", kTool}, {"cpio", kWord},
    {"cpulimit", kPrefix}, {"crontab", kTool}, {"csh", kInterpreter}, {"csplit", kWord}, {"curl", kTool},
    {"cut", kWord}, {"dash", kInterpreter}, {"date", kWord}, {"dc", kWord}, {"dd", kWord}, {"df", kTells},
    {"diff", kWord}, {"dig", kNetwork}, {"dir", kTells}, {"dirname", kWord}, {"dmesg", kTells},
    {"dnsdomainname", kTool}, {"do", kPrefix}, {"doas", kPrefix}, {"docker", kWord}, {"dpkg", kTool},
    {"drill", kNetwork}, {"du", kWord}, {"echo", kWord}, {"ed", kWord}, {"egrep", kTool}, {"else", kPrefix},
    {"emacs", kWord}, {"env", kPrefix}, {"eval", kPrefix}, {"ex", kWord}, {"exec", kPrefix},
    {"expand", kWord}, {"expect", kWord}, {"export", kWord}, {"expr", kWord}, {"fetch", kWord},
    {"fgrep", kTool}, {"file", kWord}, {"find", kWord}, {"finger", kNetwork}, {"fish", kWord},
    {"flock", kPrefix}, {"fmt", kWord}, {"fold", kWord}, {"fping", kNetwork}, {"ftp", kNetwork},
    {"ftpget", kTool}, {"ftpput", kTool}, {"gawk", kTool}, {"gcc", kTool}, {"gdb", kInterpreter},
    {"gem", kTool}, {"getcap", kTells}, {"getenforce", kTells}, {"getent", kTool}, {"git", kWord},
    {"go", kWord}, {"grep", kTool}, {"groupadd", kTool}, {"groups", kWord}, {"gunzip", kTool},
    {"gzip", kTool}, {"halt", kWord}, {"head", kWord}, {"hexdump", kTool}, {"history", kWord},
    {"host", kNetwork}, {"hostname", kTells}, {"hostnamectl", kTells}, {"hping3", kNetwork},
    {"htop", kTells}, {"iconv", kWord}, {"id", kTells}, {"if", kPrefix}, {"ifconfig", kTells},
    {"info", kWord}, {"insmod", kTool}, {"install", kWord}, {"ionice", kPrefix}, {"ip", kWord},
    {"ipconfig", kTells}, {"iptables", kTool}, {"irb", kInterpreter}, {"join", kWord},
    {"journalctl", kTool}, {"jq", kWord}, {"kill", kWord}, {"killall", kTool}, {"ksh", kInterpreter},
    {"kubectl", kTool}, {"last", kWord}, {"lastb", kTells}, {"lastlog", kTells}, {"ldconfig", kTool},
    {"less", kWord}, {"link", kWord}, {"ll", kTells}, {"ln", kWord}, {"locate", kWord}, {"logger", kWord},
    {"logname", kTells}, {"look", kWord}, {"lp", kWord}, {"lpr", kWord}, {"ls", kTells},
    {"lsb_release", kTells}, {"lsblk", kTells}, {"lscpu", kTells}, {"lsof", kTells}, {"lspci", kTells},
    {"lsusb", kTells}, {"ltrace", kPrefix}, {"lua", kInterpreter}, {"luajit", kInterpreter},
    {"lwp-download", kTool}, {"lwp-request", kTool}, {"lynx", kTool}, {"m4", kWord}, {"mail", kWord},
    {"mailx", kWord}, {"make", kWord}, {"man", kWord}, {"mawk", kTool}, {"mkdir", kTool}, {"mkfifo", kTool},
    {"mknod", kTool}, {"modprobe", kTool}, {"more", kWord}, {"mount", kWord}, {"mtr", kNetwork},
    {"mv", kWord}, {"mysql", kWord}, {"mysqldump", kTool}, {"nano", kWord}, {"nawk", kTool},
    {"nc", kNetwork}, {"ncat", kNetwork}, {"netcat", kNetwork}, {"netstat", kTells}, {"nft", kTool},
    {"nice", kPrefix}, {"nl", kWord}, {"nmap", kTool}, {"node", kInterpreter}, {"nodejs", kInterpreter},
    {"nohup", kPrefix}, {"npm", kTool}, {"nproc", kTells}, {"nsenter", kTool}, {"nslookup", kNetwork},
    {"od", kWord}, {"openssl", kTool}, {"passwd", kWord}, {"paste", kWord}, {"pax", kWord},
    {"perl", kInterpreter}, {"pg_dump", kTool}, {"pgrep", kTool}, {"php", kInterpreter},
    {"php-cgi", kInterpreter}, {"pic", kWord}, {"ping", kNetwork}, {"ping6", kNetwork}, {"pip", kTool},
    {"pip3", kTool}, {"pkexec", kTool}, {"pkill", kTool}, {"poweroff", kWord}, {"pr", kWord},
    {"printenv", kTells}, {"printf", kWord}, {"ps", kTells}, {"psql", kTool}, {"puppet", kWord},
    {"pwd", kTells},  {"pypy", kInterpreter}, {"python", kInterpreter},
    {"rbash", kInterpreter}, {"read", kWord}, {"readlink", kWord}, {"realpath", kWord}, {"reboot", kWord},
    {"redis-cli", kTool}, {"rename", kWord}, {"rev", kWord}, {"rlogin", kNetwork}, {"rlwrap", kPrefix},
    {"rm", kWord}, {"rmdir", kTool}, {"route", kWord}, {"rpm", kTool}, {"rpm2cpio", kWord},
    {"rsh", kNetwork}, {"rsync", kTool}, {"ruby", kInterpreter}, {"runuser", kTool}, {"salt", kWord},
    {"scp", kTool}, {"screen", kWord}, {"script", kWord}, {"sed", kTool}, {"sendmail", kWord},
    {"seq", kWord}, {"service", kWord}, {"sestatus", kTells}, {"set", kWord}, {"setarch", kPrefix},
    {"setfacl", kTool}, {"setsid", kPrefix}, {"sftp", kTool}, {"sh", kInterpreter}, {"shred", kWord},
    {"shuf", kTool}, {"shutdown", kWord}, {"sleep", kSeconds}, {"socat", kTool}, {"sort", kWord},
    {"source", kWord}, {"split", kWord}, {"sqlite3", kTool}, {"ss", kTells}, {"ssh", kTool},
    {"ssh-copy-id", kTool}, {"stat", kWord}, {"stdbuf", kPrefix}, {"strace", kPrefix}, {"strings", kWord},
    {"su", kWord}, {"sudo", kPrefix}, {"svn", kWord}, {"sync", kWord}, {"systemctl", kTool}, {"tac", kTool},
    {"tail", kWord}, {"tar", kWord}, {"tclsh", kInterpreter}, {"tcpdump", kTool}, {"tcsh", kInterpreter},
    {"tee", kWord}, {"telnet", kNetwork}, {"telnetd", kTool}, {"test", kWord}, {"tftp", kTool}, {"tftpd", kTool},
    {"then", kPrefix}, {"time", kPrefix}, {"timeout", kPrefix}, {"tmux", kWord}, {"top", kTells},
    {"touch", kWord}, {"toybox", kPrefix}, {"tput", kWord}, {"tr", kWord}, {"tracepath", kNetwork},
    {"traceroute", kNetwork}, {"trap", kWord}, {"truncate", kWord}, {"tshark", kTool}, {"tty", kTells},
    {"type", kWord}, {"ulimit", kWord}, {"umask", kWord}, {"umount", kWord}, {"uname", kTells},
    {"unbuffer", kPrefix}, {"uniq", kWord}, {"unset", kWord}, {"unshare", kTool}, {"until", kPrefix},
    {"unxz", kTool}, {"unzip", kTool}, {"uptime", kTells}, {"useradd", kTool}, {"userdel", kTool},
    {"usermod", kTool}, {"users", kWord}, {"usleep", kSeconds}, {"uudecode", kTool}, {"uuencode", kTool},
    {"vdir", kTells}, {"vi", kWord}, {"view", kWord}, {"vim", kWord}, {"visudo", kTells},
    {"vmstat", kTells}, {"w", kWord}, {"wait", kWord}, {"wall", kTool}, {"watch", kPrefix}, {"wc", kWord},
    {"wget", kTool}, {"whereis", kWord}, {"which", kWord}, {"while", kPrefix}, {"who", kWord},
    {"whoami", kTells}, {"whois", kNetwork}, {"write", kWord}, {"xargs", kPrefix}, {"xmodmap", kWord},
    {"xxd", kTool}, {"xz", kWord}, {"xzcat", kTool}, {"yes", kWord}, {"yum", kWord}, {"zcat", kTool},
    {"zgrep", kTool}, {"zip", kWord}, {"zless", kTool}, {"zsh", kInterpreter},
}};

constexpr std::array<Command, 135> kWindowsCommands = {{
    {"arp", kWord}, {"assoc", kWord}, {"at", kWord}, {"attrib", kTool}, {"bcdboot", kTool},
    {"bcdedit", kTool}, {"bitsadmin", kTool}, {"cacls", kTool}, {"call", kWord}, {"cd", kWord},
    {"certutil", kTool}, {"chdir", kWord}, {"cipher", kTool}, {"cmd", kTool}, {"cmdkey", kTool},
    {"cmstp", kTool}, {"copy", kWord}, {"cscript", kTool}, {"curl", kTool}, {"del", kWord},
    {"desktopimgdownldr", kTool}, {"dir", kTells}, {"diskshadow", kTool}, {"driverquery", kTells},
    {"dsget", kTool}, {"dsquery", kTool}, {"echo", kWord}, {"erase", kWord}, {"esentutl", kTool},
    {"extrac32", kTool}, {"find", kWord}, {"findstr", kTool}, {"forfiles", kTool}, {"fsutil", kTool},
    {"ftp", kNetwork}, {"gc", kWord}, {"gci", kWord}, {"get-childitem", kTool}, {"get-content", kTool}, {"get-process", kTool},
    {"get-service", kTool}, {"get-wmiobject", kTool}, {"getmac", kTells}, {"gpresult", kTool},
    {"gwmi", kTool}, {"hostname", kTells}, {"icacls", kTool}, {"icm", kTool}, {"ieexec", kTool},
    {"iex", kTool}, {"installutil", kTool}, {"invoke-command", kTool}, {"invoke-expression", kTool},
    {"invoke-restmethod", kTool}, {"invoke-webrequest", kTool}, {"invoke-wmimethod", kTool},
    {"ipconfig", kTells}, {"irm", kTool}, {"iwmi", kTool}, {"iwr", kTool}, {"java", kInterpreter},
    {"makecab", kTool}, {"mavinject", kTool}, {"md", kWord}, {"mkdir", kWord}, {"more", kWord},
    {"move", kWord}, {"msbuild", kTool}, {"mshta", kTool}, {"msiexec", kTool}, {"net", kWord},
    {"net1", kWord}, {"netsh", kTool}, {"netstat", kTells}, {"new-object", kTool}, {"nltest", kTool},
    {"node", kInterpreter}, {"nslookup", kNetwork}, {"ntdsutil", kTool}, {"odbcconf", kTool},
    {"path", kWord}, {"pathping", kNetwork}, {"pcalua", kTool}, {"perl", kInterpreter},
    {"php", kInterpreter}, {"ping", kNetwork}, {"powershell", kTool}, {"print", kWord}, {"pushd", kWord},
    {"pwsh", kTool}, {"python", kInterpreter}, {"query", kWord}, {"quser", kTells}, {"qwinsta", kTells},
    {"rd", kWord}, {"reg", kTool}, {"regasm", kTool}, {"regedit", kTool}, {"regsvcs", kTool},
    {"regsvr32", kTool}, {"ren", kWord}, {"rename", kWord}, {"rmdir", kWord}, {"robocopy", kTool},
    {"route", kWord}, {"ruby", kInterpreter}, {"rundll32", kTool}, {"saps", kTool}, {"sc", kTool},
    {"schtasks", kTool}, {"set", kWord}, {"set-executionpolicy", kTool}, {"sort", kWord}, {"start", kWord},
    {"start-process", kTool}, {"systeminfo", kTells}, {"taskkill", kTool}, {"tasklist", kTells},
    {"telnet", kNetwork}, {"tftp", kTool}, {"timeout", kSeconds}, {"tracert", kNetwork}, {"tree", kWord},
    {"type", kWord}, {"ver", kTells}, {"vol", kWord}, {"vssadmin", kTool}, {"wevtutil", kTool},
    {"wget", kTool}, {"whoami", kTells}, {"winrm", kTool}, {"wmic", kTool}, {"wscript", kTool},
    {"wusa", kTool}, {"xcopy", kTool},
}};
// clang-format on

template <std::size_t N>
constexpr bool IsSortedByName(const std::array<Command, N>& commands) {
  return std::ranges::adjacent_find(commands, std::ranges::greater_equal{}, &Command::name) == commands.end();
}
static_assert(IsSortedByName(kUnixCommands) && IsSortedByName(kWindowsCommands));

// The first two letters of all names, a bit for each: nearly every word of a text has others.
constexpr uint32_t SecondBit(char c) { return uint32_t{1} << (IsLower(c) ? c - 'a' : 26); }
constexpr auto kFirstLetters = [] {
  std::array<uint32_t, 26> letters{};
  const auto add = [&letters](std::string_view name) {
    letters[static_cast<std::size_t>(name.front() - 'a')] |= SecondBit(name.size() > 1 ? name[1] : ' ');
  };
  for (const Command& command : kUnixCommands) add(command.name);
  for (const Command& command : kWindowsCommands) add(command.name);
  return letters;
}();

template <std::size_t N>
consteval WordFilter FilterOf(const std::array<Command, N>& commands) {
  WordFilter filter;
  for (const Command& command : commands) filter.Add(command.name);
  return filter;
}
constexpr WordFilter kUnixFilter = FilterOf(kUnixCommands);
constexpr WordFilter kWindowsFilter = FilterOf(kWindowsCommands);

template <std::size_t N>
std::optional<CommandKind> Find(const std::array<Command, N>& commands, const WordFilter& filter,
                                std::string_view name) {
  if (!filter.MayHave(name)) return std::nullopt;
  const auto found = std::ranges::lower_bound(commands, name, {}, &Command::name);
  if (found == commands.end() || found->name != name) return std::nullopt;
  return found->kind;
}

}  // namespace

bool MayBeginCommand(char first, char second) noexcept {
  return IsLower(first) && (kFirstLetters[static_cast<std::size_t>(first - 'a')] & SecondBit(second)) != 0;
}

std::optional<CommandKind> FindUnixCommand(std::string_view name) noexcept {
  if (name.empty() || !IsAlpha(name.front())) return std::nullopt;
  if (const auto kind = Find(kUnixCommands, kUnixFilter, name)) return kind;
  const std::size_t size = name.size();
  while (!name.empty() && (IsDigit(name.back()) || name.back() == '.')) name.remove_suffix(1);
  if (name.size() == size) return std::nullopt;
  const auto kind = Find(kUnixCommands, kUnixFilter, name);
  return kind == kInterpreter ? kind : std::nullopt;
}

std::optional<CommandKind> FindUnixCommandByGlob(std::string_view glob) noexcept {
  const auto found =
      std::ranges::find_if(kUnixCommands, [glob](const Command& c) { return GlobMatches(glob, c.name); });
  if (found == kUnixCommands.end()) return std::nullopt;
  return found->kind;
}

std::optional<CommandKind> FindWindowsCommand(std::string_view name) noexcept {
  std::size_t begin = name.size();
  while (begin > 0 && name[begin - 1] != '\\' && name[begin - 1] != '/') --begin;
  name.remove_prefix(begin);
  for (const std::string_view extension : {".exe", ".com", ".bat", ".cmd"}) {
    if (name.size() >= 4 && name[name.size() - 4] == '.' && name.ends_with(extension))
      name.remove_suffix(extension.size());
  }
  return Find(kWindowsCommands, kWindowsFilter, name);
}

}  // namespace errwatch
