// A line of either input -> an Entry and who caused it. One object a thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "cli/access/access_reader.h"
#include "cli/logs/entry_json.h"
#include "cli/logs/input_kind.h"
#include "cli/logs/line_reader.h"
#include "cli/logs/log_parser.h"
#include "cli/logs/log_time.h"
#include "model/client_address.h"
#include "model/entry.h"

namespace errwatch::cli {

// Of the id of a request; never 0.
uint64_t RequestHash(std::string_view id);

class EntryReader {
 public:
  // `now` serves time stamps that have no year.
  EntryReader(InputKind kind, int64_t now_unix_us) : kind_(kind), clock_(now_unix_us) {}

  // Of the file that the lines come from.
  void SetForm(const InputForm& form);

  struct Read {
    Entry entry;                  // views into the line or into the reader: valid until the next call
    std::optional<Level> level;   // empty = the line names none
    ClientAddress client;         // empty() = none
    std::optional<int64_t> time;  // Unix microseconds; of a request when it began
    std::optional<int64_t> end;   // when it was answered, as far as that is known
    bool whole_seconds = false;   // AccessLine
    uint64_t bytes = 0;           // ... of the answer; 0 = not known
    // RequestHash of what the lines of both logs have in common that tell of one request: %L, and the id of
    // mod_unique_id. 0 = there is none.
    uint64_t request = 0, unique_id = 0;
    std::string error;  // not usable: why; empty = fine
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

  // Where the log is in the hour that the clocks repeat.
  const LocalOrder& order() const { return clock_.order(); }
  void SetOrder(const LocalOrder& order) { clock_.SetOrder(order); }

 private:
  Read FromLog(std::string_view line);
  Read FromJson(std::string_view line);
  Read FromAccess(std::string_view line);
  // httpd escapes what it writes; the header itself, which the server's rules see, had none of that.
  static std::string_view AsSent(std::string_view escaped, std::string& space);

  InputKind kind_;
  LogClock clock_;
  LineReader lines_;
  std::shared_ptr<const AccessFormat> access_format_;
  uint32_t access_prefix_ = 0;
  std::optional<AccessReader> access_;
  OwnedEntry owned_;
  std::string unescaped_;
  std::string user_;
};

}  // namespace errwatch::cli
