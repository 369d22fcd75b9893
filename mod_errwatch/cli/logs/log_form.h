// What the lines of one log have in common. A log is written by one program in one form; a line of another
// form is what a child process wrote into it, and must name no client.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>

#include "cli/logs/log_line.h"

namespace errwatch::cli {

struct LogForm {
  bool fixed = false;  // false: lines of several logs, each of which stands for itself
  bool bare = false;   // no prefix at all: ErrorLogFormat "%M"
  uint32_t wrapping = 0;
  uint32_t clients = 0;   // how clients are named, a bit for each ClientForm
  bool coloured = false;  // escape sequences of a terminal stand in the lines

  bool AdmitsLine(const LogLine& line) const {
    return !fixed || (line.wrapping == wrapping && !(bare && line.has_prefix));
  }
  bool AdmitsClient(const LogLine& line) const {
    return !fixed || (clients >> static_cast<unsigned>(line.client_form) & 1U) != 0;
  }
};

// Finds the form of a log from its first lines: one that four of five have.
class FormCensus {
 public:
  // Enough is known: further lines change nothing.
  bool full() const { return lines_ + bare_lines_ >= kMostLines; }
  void Add(const LogLine& line, bool coloured);
  LogForm Form() const;

 private:
  static constexpr std::size_t kMostLines = 500;

  std::size_t lines_ = 0;       // that have anything of a log line
  std::size_t bare_lines_ = 0;  // that have nothing of one but a number of httpd's; others may be a child's
  std::size_t coloured_ = 0;
  std::size_t with_client_ = 0;
  std::map<uint64_t, std::size_t> forms_;
  std::map<uint32_t, std::size_t> wrappings_;
  std::array<std::size_t, 6> clients_{};
};

}  // namespace errwatch::cli
