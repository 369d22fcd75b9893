#include "cli/tables.h"

#include <cppunit/extensions/HelperMacros.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>

#include "config/directive.h"
#include "model/policy.h"
#include "store/counters.h"
#include "unit/cli_fixture.h"

namespace errwatch::cli {
namespace {

class TablesTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(TablesTest);
  CPPUNIT_TEST(HoldsEveryRow);
  CPPUNIT_TEST(LimitsAreTheDefaults);
  CPPUNIT_TEST(DefaultsAreAcceptedAndChangeNothing);
  CPPUNIT_TEST(IsPrintedAndHidden);
  CPPUNIT_TEST_SUITE_END();

 public:
  void HoldsEveryRow() {
    CPPUNIT_ASSERT_EQUAL(Directives().size(), tables_["directives"].size());
    CPPUNIT_ASSERT_EQUAL(std::size_t{kCategoryCount}, tables_["categories"].size());
    const auto limited = [](const Limit& limit) { return limit.shape.capacity != 0; };
    const auto& limits = DefaultLimits().category;
    CPPUNIT_ASSERT_EQUAL(1 + static_cast<std::size_t>(std::count_if(limits.begin(), limits.end(), limited)),
                         tables_["limits"].size());
    CPPUNIT_ASSERT_EQUAL(store::kCounterCount, tables_["counters"].size());
    const nlohmann::json engine = tables_["directives"][0];
    CPPUNIT_ASSERT(engine["name"] == "ErrWatchEngine" && engine["context"] == "directory");
    CPPUNIT_ASSERT(engine["syntax"] == "On|Off|DetectionOnly");
    const nlohmann::json xss = tables_["categories"][static_cast<std::size_t>(Category::kXss)];
    CPPUNIT_ASSERT(xss["name"] == "xss" && xss["technique"] == "T1059.007");
    CPPUNIT_ASSERT_EQUAL(int{Info(Category::kXss).default_cost}, xss["cost"].get<int>());
    CPPUNIT_ASSERT(tables_["counters"][0]["name"] == "entries");
  }

  // Each line sets what is in force anyway.
  void LimitsAreTheDefaults() {
    CPPUNIT_ASSERT(tables_["limits"][0]["name"] == "any");
    for (const nlohmann::json& row : tables_["limits"]) {
      ServerSettings server;
      const std::string name = row["name"];
      Apply("ErrWatchLimit", name + " " + std::string(row["limit"]), server);
      const Limits limits = ResolveLimits(server.limits);
      CPPUNIT_ASSERT_MESSAGE(name, limits.any == DefaultLimits().any);
      CPPUNIT_ASSERT_MESSAGE(name, limits.category == DefaultLimits().category);
    }
  }

  void DefaultsAreAcceptedAndChangeNothing() {
    CPPUNIT_ASSERT(tables_["defaults"].size() >= 10);
    for (const auto& [name, arguments] : tables_["defaults"].items()) {
      ServerSettings server;
      const DirectorySettings directory = Apply(name, arguments, server);
      const ServerSettings initial;
      CPPUNIT_ASSERT_MESSAGE(name, server.block.value == initial.block.value);
      CPPUNIT_ASSERT_MESSAGE(name, server.prefix.value == initial.prefix.value);
      CPPUNIT_ASSERT_MESSAGE(name, server.clients.value == initial.clients.value);
      CPPUNIT_ASSERT_MESSAGE(name, server.status_codes.value == initial.status_codes.value);
      CPPUNIT_ASSERT_MESSAGE(name, server.inspect.value == initial.inspect.value);
      CPPUNIT_ASSERT_MESSAGE(name, server.gate.value == initial.gate.value);
      CPPUNIT_ASSERT_MESSAGE(name, server.scope.value == initial.scope.value);
      CPPUNIT_ASSERT_MESSAGE(name, server.forgive.value == initial.forgive.value);
      CPPUNIT_ASSERT_MESSAGE(name, server.verbosity.value == initial.verbosity.value);
      CPPUNIT_ASSERT_MESSAGE(name, server.anomalies.value == initial.anomalies.value);
      CPPUNIT_ASSERT_MESSAGE(name, directory.engine.value == DirectorySettings().engine.value);
      CPPUNIT_ASSERT_MESSAGE(name, directory.action.value == DirectorySettings().action.value);
    }
  }

  void IsPrintedAndHidden() {
    const Ran ran = RunTool({"--tables"});
    CPPUNIT_ASSERT_EQUAL(0, ran.code);
    CPPUNIT_ASSERT_EQUAL(BuiltInTables(), ran.out);
    CPPUNIT_ASSERT(RunTool({"--help"}).out.find("--tables") == std::string::npos);
    CPPUNIT_ASSERT(RunTool({"--man"}).out.find("tables\\f") == std::string::npos);
  }

 private:
  static DirectorySettings Apply(const std::string& name, const std::string& arguments,
                                 ServerSettings& server) {
    DirectorySettings directory;
    const DirectiveInfo* info = FindDirective(name);
    CPPUNIT_ASSERT_MESSAGE(name, info != nullptr);
    const Status applied = ApplyDirective(info->id, arguments, {}, server, directory);
    CPPUNIT_ASSERT_MESSAGE(name + " " + arguments, applied.ok());
    return directory;
  }

  nlohmann::json tables_ = nlohmann::json::parse(BuiltInTables());
};
CPPUNIT_TEST_SUITE_REGISTRATION(TablesTest);

}  // namespace
}  // namespace errwatch::cli
