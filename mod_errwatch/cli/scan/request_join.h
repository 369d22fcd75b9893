// Entries of an error log and the line of an access log that tell of one request are put together, as the
// server has them: the entry is judged with what was asked for, all of them are charged once
// (RequestLedgers), and the request counts once in whatever counts entries: by the line that weighs most
// (ScanRecord::again).
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "cli/logs/read_logs.h"
#include "cli/logs/scan_block.h"
#include "cli/scan/address_hash.h"
#include "cli/scan/joined_judge.h"

namespace errwatch::cli {

// Told by ids that both have (%L, mod_unique_id, ModSecurity's unique_id), else by client, time and path. An
// entry waits for its request for a few seconds of the logs' time: what comes out is so much out of order.
class RequestJoin {
 public:
  using Emit = std::function<void(const ScanRecord&, std::size_t file, uint64_t line)>;

  // By whom entries are judged again that have met their requests; outlives this.
  void JudgeBy(JoinedJudge& judge) { judge_ = &judge; }

  // Entries that are evidence of nothing are handed on as well, not only looked at for what they say of
  // requests.
  void TellEveryEntry() { tells_every_entry_ = true; }

  // Records in the order of time.
  void Add(const ScanRecord& record, std::size_t file, uint64_t line, const Emit& emit);
  // What still waits. More may follow.
  void Flush(const Emit& emit);

  const CountedElsewhere& elsewhere() const { return elsewhere_; }
  uint64_t alone() const { return alone_; }  // entries of error logs for which no request was found

 private:
  // The texts of a record, kept beyond its block.
  class Kept {
   public:
    void Keep(const Entry& entry);
    const Entry& entry() const { return entry_; }

   private:
    Entry entry_;
    std::string texts_;
  };
  struct Waiting {
    ScanRecord record;
    Kept kept;
    std::size_t file = 0;
    uint64_t line = 0;
    bool gone = false;
  };
  struct Request {
    int64_t time_us = 0;
    uint64_t id = 0;                  // that its records get
    uint64_t log_id = 0, unique = 0;  // as the lines have them
    std::string path;                 // of a message; empty = it says none
    bool answered = false;            // its line of the access log was seen, and asked for this
    Kept asked;
    Classification what, other;   // ... and what that line is evidence of
    std::vector<uint32_t> kinds;  // of the entries: one request brings each once
    std::vector<std::shared_ptr<Waiting>> waiting;
  };
  using Requests = std::vector<std::unique_ptr<Request>>;

  enum class Fit : uint8_t { kNone, kSaysNothing, kPerhaps, kPath, kId };
  static Fit FitOf(const Request& request, const ScanRecord& record, int64_t at_us);
  void AddEntry(const ScanRecord& record, std::size_t file, uint64_t line, const Emit& emit);
  void AddAnswer(const ScanRecord& record, std::size_t file, uint64_t line, const Emit& emit);
  Request& RequestOf(const ScanRecord& record);
  // Which of the lines the request counts by.
  static void CountOnce(const Request& request, ScanRecord& answer);
  void Complete(Waiting& entry, const Request& request);
  void Release(Waiting& entry, const Emit& emit);
  void Tell(const ScanRecord& record, std::size_t file, uint64_t line, const Emit& emit);
  void ReleaseOld(const Emit& emit);
  void Forget();

  JoinedJudge* judge_ = nullptr;
  bool tells_every_entry_ = false;
  int64_t now_us_ = 0;
  uint64_t last_id_ = 0;
  std::unordered_map<ClientAddress, Requests, AddressHash> recent_;
  std::deque<std::shared_ptr<Waiting>> waiting_;
  std::size_t since_forgotten_ = 0;
  uint64_t alone_ = 0;
  CountedElsewhere elsewhere_;
};

struct JoinedLogs {
  LogsRead read;
  uint64_t not_joined = 0;  // RequestJoin::alone
  // Of the error log, where hardly an entry was joined for that (ZoneShift::Found).
  std::optional<int64_t> other_zone;
};
// ReadLogs, with the requests joined where there are error and access logs.
JoinedLogs ReadJoined(LogsToRead logs, const RequestJoin::Emit& emit);

// Whether a path of the server's files, or a part of it, is that of a request: "/srv/www/a b" of "/a%20b".
bool IsPathOf(std::string_view path, std::string_view uri);

// Of the id of ModSecurity's in a message, as RequestHash; 0 = there is none.
uint64_t UniqueIdIn(std::string_view message);

}  // namespace errwatch::cli
