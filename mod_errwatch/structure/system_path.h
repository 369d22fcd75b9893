// Values that are a file of the system, or a stream that only a server opens.
#pragma once

#include <string_view>

#include "structure/value.h"

namespace errwatch {

// Of these characters each text that HasSystemPath finds has one.
inline constexpr std::string_view kSystemPathMarks = "/\\";

// True when the value, or a string in it, is nothing but a path into a tree of the system (/etc/x,
// /proc/self, c:\windows\x), to a hidden file or a configuration below a home (/home/x/.ssh/y,
// /opt/app/config.yml), into a Java application's private directory, to another machine's share
// (\\host.example\share), or an address of a wrapper (php://filter, file:///etc/x). "What is /etc/passwd",
// /pictures/etc/a.jpg and c:\users\me\file.txt are none. For parameters, cookies and headers: a site's own
// paths may begin with /etc/ or /usr/.
bool HasSystemPath(const Value& value) noexcept;

}  // namespace errwatch
