// SIGINT and SIGTERM as a request to come to an end.
#pragma once

#include <signal.h>

namespace errwatch::cli {

// One at a time. While it lives both signals end no more than the system call that they interrupt, so that
// not even a reader who has fallen asleep keeps the program; afterwards they do what they did before.
class EndSignal {
 public:
  EndSignal();
  ~EndSignal();
  EndSignal(const EndSignal&) = delete;
  EndSignal& operator=(const EndSignal&) = delete;

  bool came() const;
  int descriptor() const;  // can be read as soon as one came

 private:
  struct sigaction interrupt_ {};
  struct sigaction terminate_ {};
};

}  // namespace errwatch::cli
