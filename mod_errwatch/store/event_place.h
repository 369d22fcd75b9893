// Where ErrWatchEventLog leads, and what keeps events from being written there: for httpd's start, for
// `httpd -t` and for the command line.
#pragma once

#include <sys/stat.h>

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
// httpd would start a program that is not there without a word, again and again.
Status CheckEventProgram(const std::string& command);

// As far as it can be known without opening or making anything.
Status CheckEventPlace(const EventPlace& place);

}  // namespace errwatch::store
