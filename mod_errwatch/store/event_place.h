// Where ErrWatchEventLog leads, and what keeps events from being written there: for httpd's start, for
// `httpd -t` and for the command line.
#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "store/checked_path.h"

namespace errwatch::store {

// What every event begins with, and so every file of them.
inline constexpr std::string_view kEventBegin = "{\"@timestamp\":\"";

// One of the two at most; both empty: syslog, or none.
struct EventPlace {
  std::string file;
  std::string program;  // with its arguments
  // Of a file: what it is given when it is opened. `group` is the name of `gid`.
  std::string group{};
  std::optional<uint32_t> gid{};
  std::optional<uint32_t> mode{};
};

// What whoever starts httpd opened himself: a pipe or a device, to which links lead by nature.
bool IsEventStream(std::string_view path);
// Of those, standard error: httpd makes it its ErrorLog.
bool IsStandardError(std::string_view path);
// What `path` leads to can be opened by that name: sockets cannot.
Status CheckEventStream(const std::string& path);

// Whether events may be added to what has the name: it is empty or begins with one. FIFOs and devices may be
// anything; a socket cannot be opened.
Status CheckEventFile(const CheckedPath& at, const struct stat& named);
// Whether this user may give the file, which has the name or is to be made, the group that the place names.
// Only root can give any: for others kDenied.
Status CheckEventGroup(const EventPlace& place);
// httpd would start a program that is not there without a word, again and again.
Status CheckEventProgram(const std::string& command);

// Said of what has the name where group= or mode= is given.
Error NotOwnRights(const std::string& path);

// The first word of a command, as httpd tells it from its arguments: quotation marks hold blanks, a backslash
// anything.
std::string ProgramOf(std::string_view command);

// As far as it can be known without opening or making anything.
Status CheckEventPlace(const EventPlace& place);

}  // namespace errwatch::store
