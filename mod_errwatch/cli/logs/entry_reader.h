// A line of either input -> an Entry and who caused it. One object a thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "cli/logs/entry_json.h"
#include "cli/logs/line_reader.h"
#include "cli/logs/log_parser.h"
#include "cli/logs/log_time.h"
#include "model/client_address.h"
#include "model/entry.h"

namespace errwatch::cli {

enum class InputKind { kLog, kJsonl };

class EntryReader {
 public:
  // `now` serves time stamps that have no year.
  EntryReader(InputKind kind, int64_t now_unix_us) : kind_(kind), clock_(now_unix_us) {}

  struct Read {
    Entry entry;                  // views into the line or into the reader: valid until the next call
    std::optional<Level> level;   // empty = the line names none
    ClientAddress client;         // empty() = none
    std::optional<int64_t> time;  // Unix microseconds
    std::string error;            // not usable: why; empty = fine
    // False: the line has nothing of an error-log line, all of it was taken for the message.
    bool has_prefix = true;
    bool begins_with_client = false;  // LogLine
    bool of_httpd = true;             // there is something that httpd itself writes
    bool other_form = false;          // LogLine
    bool owned = false;               // the entry's texts lie in the reader
  };
  Read Next(std::string_view line);

  // Of the log that the lines come from.
  void SetForm(const LogForm& form) { lines_.SetForm(form); }

  // The entry of the last JSON line, to be kept beyond the next call; Read::entry is void then.
  OwnedEntry TakeOwned() { return std::move(owned_); }

 private:
  Read FromLog(std::string_view line);
  Read FromJson(std::string_view line);
  // httpd escapes what it writes; the header itself, which the server's rules see, had none of that.
  static std::string_view AsSent(std::string_view escaped, std::string& space);

  InputKind kind_;
  LogClock clock_;
  LineReader lines_;
  OwnedEntry owned_;
  std::string unescaped_;
  std::string user_;
};

}  // namespace errwatch::cli
