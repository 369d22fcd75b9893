#include "store/event_place.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <iterator>
#include <vector>

namespace errwatch::store {
namespace {

constexpr std::string_view kStreams[] = {"/dev/stdout", "/dev/stderr", "/proc/self/fd/", "/dev/fd/"};
constexpr std::string_view kStandardError[] = {"/dev/stderr", "/proc/self/fd/2", "/dev/fd/2"};
constexpr std::string_view kIsSocket =
    " is a socket, which cannot be opened by its name; write to syslog, to a file or to "
    "\"|/path/to/program\"";

Error Cannot(const std::string& path, std::string_view what) {
  return SystemError("the event log " + path, what);
}

// What is written to must be empty or hold events: not /etc/passwd, for a slip of the pen.
std::string WhyNoEventLog(const CheckedPath& at) {
  const Descriptor reading = at.Open(O_RDONLY);
  std::array<char, kEventBegin.size()> begin{};
  const ssize_t got = reading.ok() ? pread(reading.get(), begin.data(), begin.size(), 0) : -1;
  if (got < 0) return std::string("cannot be read: ") + std::strerror(errno);
  if (got == 0 || std::string_view(begin.data(), static_cast<std::size_t>(got)) == kEventBegin) return "";
  return "does not begin with an event. mod_errwatch writes to no file that is not its own: name another "
         "one, or move this one away";
}

bool IsProgram(const std::string& path) {
  struct stat info {};
  return stat(path.c_str(), &info) == 0 && S_ISREG(info.st_mode) && access(path.c_str(), X_OK) == 0;
}

}  // namespace

std::string ProgramOf(std::string_view command) {
  constexpr std::string_view kBlanks = " \t";
  command.remove_prefix(std::min(command.find_first_not_of(kBlanks), command.size()));
  const bool quoted = !command.empty() && (command.front() == '"' || command.front() == '\'');
  const std::string_view ends = quoted ? command.substr(0, 1) : kBlanks;
  if (quoted) command.remove_prefix(1);
  std::string program;
  for (std::size_t at = 0; at < command.size() && ends.find(command[at]) == std::string_view::npos; ++at) {
    if (command[at] == '\\' && at + 1 < command.size()) ++at;
    program += command[at];
  }
  return program;
}

namespace {

bool IsInGroup(gid_t group) {
  if (geteuid() == 0 || getegid() == group) return true;
  std::vector<gid_t> groups(static_cast<std::size_t>(std::max(0, getgroups(0, nullptr))));
  const int got = getgroups(static_cast<int>(groups.size()), groups.data());
  return got > 0 && std::find(groups.begin(), groups.begin() + got, group) != groups.begin() + got;
}

Status CheckFile(const EventPlace& place) {
  const std::string& path = place.file;
  if (IsEventStream(path)) {
    if (place.gid || place.mode) return NotOwnRights(path);
    return CheckEventStream(path);
  }
  if (Status group = CheckEventGroup(place); !group) return group;
  const auto at = CheckedPath::Of(path);
  if (!at) return Error{"the event log " + at.error(), at.failure().kind};
  if (const auto named = at.value().Look()) return CheckEventFile(at.value(), *named);
  if (errno != ENOENT) return Cannot(path, "examine it");
  if (!at.value().IsDirectoryWritable()) return Cannot(path, "create it");
  return Ok{};
}

}  // namespace

bool IsEventStream(std::string_view path) {
  return std::any_of(std::begin(kStreams), std::end(kStreams),
                     [path](std::string_view stream) { return path.starts_with(stream); });
}

bool IsStandardError(std::string_view path) {
  return std::find(std::begin(kStandardError), std::end(kStandardError), path) != std::end(kStandardError);
}

Status CheckEventStream(const std::string& path) {
  struct stat info {};
  if (stat(path.c_str(), &info) == 0 && S_ISSOCK(info.st_mode))
    return Error{"the event log " + path + std::string(kIsSocket)};
  return Ok{};
}

Error NotOwnRights(const std::string& path) {
  return Error{"the event log " + path + " is no file of its own: leave group= and mode= out"};
}

Status CheckEventGroup(const EventPlace& place) {
  if (!place.gid || IsInGroup(static_cast<gid_t>(*place.gid))) return Ok{};
  return Error{"the event log " + place.file + " cannot be given to the group " + place.group +
                   ": only root can do that; start httpd as root, or leave group= out",
               ErrorKind::kDenied};
}

Status CheckEventFile(const CheckedPath& at, const struct stat& named) {
  if (S_ISSOCK(named.st_mode)) return Error{"the event log " + at.path() + std::string(kIsSocket)};
  // FIFOs and devices are no place where anything gets lost.
  if (!S_ISREG(named.st_mode) && !S_ISLNK(named.st_mode) && !S_ISDIR(named.st_mode)) return Ok{};
  // Whose it is, and who may write to it besides, is the operator's affair (logrotate's "create"): nothing in
  // it is believed.
  struct stat info = named;
  info.st_mode &= ~mode_t{S_IWGRP | S_IWOTH};
  info.st_uid = geteuid();
  std::string why = WhyNotOurs(info);
  if (!why.empty()) return Error{"the event log " + at.path() + " " + why};
  errno = 0;
  why = WhyNoEventLog(at);
  if (!why.empty())
    return Error{"the event log " + at.path() + " " + why,
                 errno == EACCES ? ErrorKind::kDenied : ErrorKind::kInvalid};
  return Ok{};
}

Status CheckEventProgram(const std::string& command) {
  const std::string program = ProgramOf(command);
  if (program.empty()) return Error{"the event log's program cannot be told from its arguments: " + command};
  if (program.find('/') != std::string::npos) {
    if (IsProgram(program)) return Ok{};
    return Error{"the event log's program " + program +
                 " is not there or not executable; write \"|/path/to/program argument\""};
  }
  const char* search = std::getenv("PATH");
  for (std::string_view rest = search == nullptr ? "" : search; !rest.empty();) {
    const std::size_t colon = std::min(rest.find(':'), rest.size());
    if (IsProgram(std::string(rest.substr(0, colon)) + "/" + program)) return Ok{};
    rest.remove_prefix(std::min(colon + 1, rest.size()));
  }
  return Error{"the event log's program " + program + " is not in PATH; name it with its path"};
}

Status CheckEventPlace(const EventPlace& place) {
  if (!place.file.empty()) return CheckFile(place);
  return place.program.empty() ? Status(Ok{}) : CheckEventProgram(place.program);
}

}  // namespace errwatch::store
