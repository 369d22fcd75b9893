// For tests of subcommands that attach to a running server: a state file as that server's parent holds it, and
// the few rules of cli_fixture.h in force.
#pragma once

#include <cppunit/TestAssert.h>
#include <cppunit/TestFixture.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "config/settings.h"
#include "unit/cli_fixture.h"
#include "unit/started_state.h"

namespace errwatch::cli {

class ServerFixture : public CppUnit::TestFixture {
 public:
  void setUp() override {
    few_rules_.emplace();
    file_ = Start(state_);
    scope_index_ = file_->segment().RegisterScope("server");
  }
  void tearDown() override { few_rules_.reset(); }

 protected:
  struct Refused {
    std::vector<std::string> arguments;
    int code;
    const char* says;
  };

  static std::unique_ptr<store::StartedState> Start(const std::string& path) {
    auto made = store::StartState(path, store::GeometryFor(kMinClients), ClientPrefix{}, Now());
    CPPUNIT_ASSERT_MESSAGE(made ? "" : made.error(), made.ok());
    return std::move(made).value();
  }
  // A subcommand on that server.
  Ran Tool(std::vector<std::string> arguments) const {
    arguments.emplace_back("-s");
    arguments.push_back(state_);
    return RunTool(std::move(arguments));
  }
  void AssertRefused(const std::vector<Refused>& cases) const {
    for (const Refused& c : cases) {
      const Ran ran = Tool(c.arguments);
      CPPUNIT_ASSERT_EQUAL_MESSAGE(ran.err, c.code, ran.code);
      CPPUNIT_ASSERT_MESSAGE(ran.err, ran.err.find(c.says) != std::string::npos);
    }
  }

  std::optional<FewRules> few_rules_;
  TemporaryDirectory files_;
  std::string state_ = files_.Path("state");
  std::unique_ptr<store::StartedState> file_;
  uint8_t scope_index_ = 0;  // of "server"
};

}  // namespace errwatch::cli
