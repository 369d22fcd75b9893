// Logs that are named twice: lines that count double would block clients who did nothing.
#pragma once

#include <string>
#include <vector>

namespace errwatch::cli {

struct NamedOnce {
  std::vector<std::string> files;  // in their order
  std::vector<std::string> notes;  // "other.log is error.log again: read once", for each that was left out
};

// By what the names lead to at present, so that links are seen through; "-" is standard input. What is not
// there, and what is no regular file, is the same only where it has the same name.
NamedOnce NameOnce(const std::vector<std::string>& files);

}  // namespace errwatch::cli
