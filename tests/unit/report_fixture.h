// What the tests of incident reports are made from: things that clients do, and a report of a log.
#pragma once

#include <cppunit/TestAssert.h>

#include <memory>
#include <string>

#include "cli/report/compose.h"
#include "cli/report/log_evidence.h"
#include "unit/scanned_log.h"

namespace errwatch::cli {

inline ClientAddress AddressOf(std::string_view text) {
  const std::optional<ClientAddress> address = ClientAddress::Parse(text);
  CPPUNIT_ASSERT_MESSAGE(std::string(text), address.has_value());
  return *address;
}

// A charged entry of SQL injection, `second` after ten.
inline Sighting AttackAt(int second, std::string_view client = "192.0.2.4") {
  Sighting sighting;
  sighting.time_us = kTenUs + int64_t{second} * 1'000'000;
  sighting.client = AddressOf(client);
  sighting.category = Category::kSqlInjection;
  sighting.rule = 3020;
  sighting.cost = 5;
  sighting.charged = true;
  sighting.method = "GET";
  sighting.path = "/shop";
  sighting.query = "id=1'";
  return sighting;
}

// What hostile clients put where a report may show it.
inline constexpr std::string_view kHostileText =
    "<img src=x onerror=alert(1)>\x1b[2J|b|`c`\"d\"'e'&\xe2\x80\xae\xff **f** [g](http://h.example/)\r\nBcc: "
    "i";

// A report of JSON lines or a log by the test's rules. Lives as long as what it is of.
struct ReportOf {
  explicit ReportOf(const std::string& log, InputKind input = InputKind::kLog, bool anonymize = false,
                    const std::string& rules = kTestRules)
      : scanned(log, rules, input) {
    Result<std::unique_ptr<Replay>> made = Replay::Make(scanned.rules());
    CPPUNIT_ASSERT(made.ok());
    replay = std::move(made).value();
    report.rules = &scanned.rules();
    report.now_us = kNowUs;
    report.sources.resize(1);
    report.sources[0].path = "error.log";
    if (anonymize) report.anonymizer = std::make_unique<Anonymizer>(replay->prefix());
    LogEvidence evidence(*replay, book, signs, report);
    for (const ScanRecord& record : scanned.block().records) evidence.Add(record, 0, record.line + 1);
    evidence.Finish();
    report.incidents = book.Take(scanned.rules().limits, report.minor);
    report.first_us = report.sources[0].first_us;
    report.last_us = report.sources[0].last_us;
  }

  ScannedLog scanned;
  std::unique_ptr<Replay> replay;
  IncidentBook book;
  SignFinder signs;
  IncidentReport report;
};

// Four entries of traversal, the third of which the test's rules block for, and a failed log-in of somebody else.
inline std::string TraversalLog() {
  std::string log;
  for (int i = 0; i < 4; ++i)
    log += LineAt(i, "core:info", "192.0.2.4",
                  "AH00128: File does not exist: /srv/" + std::to_string(i) + "/../etc/passwd");
  return log + LogIns(1, "192.0.2.9", 10);
}

inline bool Contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace errwatch::cli
