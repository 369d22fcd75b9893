// Many clients that fail to log in, and what the watchdog tells of them, for tests of the accounts.
#pragma once

#include <cppunit/TestAssert.h>

#include <string>
#include <vector>

#include "store/crowd_telling.h"
#include "unit/store/accounting_fixture.h"

namespace errwatch::store {

class CrowdFixture : public AccountingFixture {
 protected:
  std::string credentials_, message_;

  void LogIn(const char* user, const std::string& password) {
    credentials_ = "Basic " + std::string(user) + ":" + password;
    entry_.uri = "/private/";
    entry_.status = 401;
    entry_.log_id = 1617;
    message_ = "AH01617: user " + std::string(user) + ": authentication failure for \"/private/\"";
    entry_.message = message_;
    entry_.user = user;
    entry_.credentials = credentials_;
  }
  Outcome FailToLogIn(uint32_t client, const char* user, const std::string& password) {
    LogIn(user, password);
    RequestLedger request;
    return Post(What(Category::kAuthFailure, 1), client, &request);
  }
  // What the watchdog does each second.
  std::vector<Anomaly> Tell() {
    TellCrowds(*segment_, now_);
    std::vector<Anomaly> told;
    for (const IncidentRecord& record : Incidents())
      if (record.incident.anomaly) told.push_back(*record.incident.anomaly);
    return told;
  }
  bool ToldAs(AnomalyKind kind) {
    for (const Anomaly& anomaly : Tell())
      if (anomaly.kind == kind) return true;
    return false;
  }
  void AttackAlice() {
    for (uint32_t bot = 0; bot < 60; ++bot) FailToLogIn(bot, "alice", "guess" + std::to_string(bot));
    CPPUNIT_ASSERT(ToldAs(AnomalyKind::kBruteForce));
  }
};

}  // namespace errwatch::store
