// What a piece of code prints on standard output and standard error, by file descriptor.
#pragma once

#include <unistd.h>

#include <cstdio>
#include <stdexcept>
#include <string>

namespace errwatch {

class CapturedOutput {
 public:
  CapturedOutput() {
    std::fflush(stdout);
    std::fflush(stderr);
    for (int i = 0; i < 2; ++i) {
      files_[i] = std::tmpfile();
      saved_[i] = ::dup(i + 1);
      if (files_[i] == nullptr || saved_[i] < 0) throw std::runtime_error("no temporary file");
      ::dup2(::fileno(files_[i]), i + 1);
    }
  }
  ~CapturedOutput() {
    Restore();
    for (std::FILE* file : files_) std::fclose(file);
  }
  CapturedOutput(const CapturedOutput&) = delete;
  CapturedOutput& operator=(const CapturedOutput&) = delete;

  // Ends the capture; call it before an assertion.
  void Stop() {
    Restore();
    out = Read(files_[0]);
    err = Read(files_[1]);
  }

  std::string out, err;

 private:
  void Restore() {
    std::fflush(stdout);
    std::fflush(stderr);
    for (int i = 0; i < 2; ++i) {
      if (saved_[i] < 0) continue;
      ::dup2(saved_[i], i + 1);
      ::close(saved_[i]);
      saved_[i] = -1;
    }
  }
  static std::string Read(std::FILE* file) {
    std::string text;
    std::rewind(file);
    char buffer[4096];
    while (const std::size_t got = std::fread(buffer, 1, sizeof buffer, file)) text.append(buffer, got);
    return text;
  }

  std::FILE* files_[2] = {};
  int saved_[2] = {-1, -1};
};

}  // namespace errwatch
