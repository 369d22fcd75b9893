// A log through scanner and replay, without files and threads: what the tests of reports look at.
#pragma once

#include <cppunit/TestAssert.h>

#include <cstdlib>
#include <memory>
#include <string>

#include "cli/scan/scan_report.h"
#include "unit/cli_fixture.h"

namespace errwatch::cli {

class ScannedLog {
 public:
  explicit ScannedLog(const std::string& log, const std::string& rules = kTestRules,
                      InputKind input = InputKind::kLog) {
    ::setenv("TZ", "UTC", 1);
    Result<RulesInForce> loaded = LoadRules(files_.Write("rules.conf", rules), "");
    CPPUNIT_ASSERT_MESSAGE(loaded ? "" : loaded.error(), loaded.ok());
    rules_ = std::move(loaded).value();
    ScanPlan plan;
    plan.rules = rules_.rules.get();
    plan.filter = &filter_;
    plan.input.kind = input;
    plan.now_us = kNowUs;
    block_.text = log;
    BlockScanner(plan).Scan(block_);
    Result<std::unique_ptr<Replay>> made = Replay::Make(rules_);
    CPPUNIT_ASSERT(made.ok());
    replay_ = std::move(made).value();
    for (const ScanRecord& record : block_.records) replay_->Add(record, 0, record.line + 1);
    replay_->Finish();
    report.rules = &rules_;
    report.replay = replay_.get();
    report.tally = block_.tally;
    report.files.resize(1);
    report.files[0].path = "error.log";
    report.files[0].lines = block_.tally.lines;
    report.files[0].entries = block_.records.size();
  }
  ScannedLog(const ScannedLog&) = delete;
  ScannedLog& operator=(const ScannedLog&) = delete;

  const Replay& replay() const { return *replay_; }
  const RulesInForce& rules() const { return rules_; }
  const ScanBlock& block() const { return block_; }

  ScanReport report;

 private:
  TemporaryDirectory files_;
  RulesInForce rules_;
  const EntryFilter filter_;
  ScanBlock block_;
  std::unique_ptr<Replay> replay_;
};

// What a sink is given, as one text.
template <typename Write>
std::string Written(const ScanReport& report, Write write) {
  std::string text;
  write(report, [&](std::string_view piece) { text += piece; });
  return text;
}
inline std::string ScanJson(const ScanReport& report) { return Written(report, WriteScanJson); }
inline std::string ScanJsonLines(const ScanReport& report) { return Written(report, WriteScanJsonLines); }
inline std::string ScanCsv(const ScanReport& report) { return Written(report, WriteScanCsv); }

// `count` failed log-ins of a client, one a second from `second` on.
inline std::string LogIns(int count, const std::string& client, int second = 0) {
  std::string log;
  for (int i = 0; i < count; ++i)
    log += LineAt(second + i, "auth_basic:error", client,
                  "AH01617: user eve: authentication failure for \"/\": Password Mismatch");
  return log;
}

}  // namespace errwatch::cli
