// What a scan under the rules of tests needs, ready before each of them.
#pragma once

#include <cppunit/TestAssert.h>
#include <cppunit/TestFixture.h>

#include <cstdlib>
#include <utility>

#include "cli/logs/scan_block.h"
#include "unit/cli_fixture.h"

namespace errwatch::cli {

class ScanPlanFixture : public CppUnit::TestFixture {
 public:
  void setUp() override {
    ::setenv("TZ", "UTC", 1);
    Result<RulesInForce> loaded = LoadRules(files_.Write("rules.conf", kTestRules), "");
    CPPUNIT_ASSERT(loaded.ok());
    rules_ = std::move(loaded).value();
    plan_.rules = rules_.rules.get();
    plan_.filter = &filter_;
    plan_.now_us = kNowUs;
  }

 protected:
  TemporaryDirectory files_;
  RulesInForce rules_;
  EntryFilter filter_;  // of nothing
  ScanPlan plan_;
};

}  // namespace errwatch::cli
