#include "cli/config/rules_in_force.h"

#include <cppunit/extensions/HelperMacros.h>

#include <cstdlib>
#include <filesystem>

#include "unit/cli_fixture.h"

namespace errwatch::cli {
namespace {

constexpr const char* kServer =
    "ServerName main.example.org\n"
    "LogLevel warn\n"
    "ErrWatchRule 101 vuln_scan ah=AH00128 cost=1\n"
    "ErrWatchRule 102 xss cost=1 \"<script\"\n"
    "ErrWatchLimit vuln_scan 5/1m\n"
    "ErrWatchEngine On\n"
    "<VirtualHost *:80>\n"
    "  ServerName Shop.example.org:80\n"
    "  LogLevel info\n"
    "  ErrWatchRule 201 sql_injection cost=1 \"union select\"\n"
    "  ErrWatchRuleRemove 102\n"
    "  ErrWatchLimit vuln_scan 9/1m\n"
    "  ErrWatchEngine DetectionOnly\n"
    "</VirtualHost>\n"
    "<VirtualHost *:81>\n"
    "  ServerName twice.example.org\n"
    "  ErrWatchRule 101 xss ah=AH00130 cost=1\n"
    "</VirtualHost>\n";

class RulesInForceTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(RulesInForceTest);
  CPPUNIT_TEST(WhichConfigurationApplies);
  CPPUNIT_TEST(TheMainServer);
  CPPUNIT_TEST(AVirtualHost);
  CPPUNIT_TEST(DirectoriesStandForTheirFiles);
  CPPUNIT_TEST(RefusesWithAReason);
  CPPUNIT_TEST_SUITE_END();

 public:
  void setUp() override {
    const char* const named = std::getenv("ERRWATCH_CONFIG");
    if (named != nullptr) before_ = named;
    ::unsetenv("ERRWATCH_CONFIG");
  }
  void tearDown() override {
    ::unsetenv("ERRWATCH_CONFIG");
    if (before_) ::setenv("ERRWATCH_CONFIG", before_->c_str(), 1);
  }

  void WhichConfigurationApplies() {
    // beside a program of a build directory
    const Result<std::string> near = FindConfiguration("");
    CPPUNIT_ASSERT_MESSAGE(near ? "" : near.error(), near.ok() && std::filesystem::exists(near.value()));
    ::setenv("ERRWATCH_CONFIG", "", 1);
    CPPUNIT_ASSERT_EQUAL(near.value(), FindConfiguration("").value());
    ::setenv("ERRWATCH_CONFIG", "/named/by/the/environment", 1);
    CPPUNIT_ASSERT_EQUAL(std::string("/named/by/the/environment"), FindConfiguration("").value());
    CPPUNIT_ASSERT_EQUAL(std::string("/named/by/option"), FindConfiguration("/named/by/option").value());
    // what is named is not replaced by something else when it is missing
    const Result<RulesInForce> missing = LoadRules("", "");
    CPPUNIT_ASSERT(!missing && missing.error().find("/named/by/the/environment") != std::string::npos);
  }

  void TheMainServer() {
    const RulesInForce rules = Load("");
    CPPUNIT_ASSERT_EQUAL(path_, rules.path);
    CPPUNIT_ASSERT_EQUAL(std::string("main.example.org"), rules.vhost);
    CPPUNIT_ASSERT_EQUAL(std::string("101 102"), Ids(rules));
    CPPUNIT_ASSERT_EQUAL(uint32_t{5}, rules.limits[Category::kVulnScan].shape.capacity);
    CPPUNIT_ASSERT(rules.limits[Category::kXss] == DefaultLimits()[Category::kXss]);
    CPPUNIT_ASSERT(rules.directory.engine.value == Engine::kOn && rules.log_levels.base == Level::kWarn);
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, rules.configuration.vhosts.size());
  }

  void AVirtualHost() {
    for (const char* name : {"Shop.example.org", "shop.EXAMPLE.org"}) {
      const RulesInForce rules = Load(name);
      CPPUNIT_ASSERT_EQUAL(std::string("Shop.example.org"), rules.vhost);
      CPPUNIT_ASSERT_EQUAL(std::string("101 201"), Ids(rules));
      CPPUNIT_ASSERT_EQUAL(uint32_t{9}, rules.limits[Category::kVulnScan].shape.capacity);
      CPPUNIT_ASSERT(rules.directory.engine.value == Engine::kDetectionOnly &&
                     rules.log_levels.base == Level::kInfo);
    }
  }

  void DirectoriesStandForTheirFiles() {
    files_.Write("rules/b.conf", "ErrWatchRule 2 xss ah=AH00130\n");
    files_.Write("rules/a.conf", "ErrWatchRule 1 xss ah=AH00130\n");
    files_.Write("rules/note.txt", "nonsense\n");
    const Result<RulesInForce> rules = LoadRules(files_.Path("rules"), "");
    CPPUNIT_ASSERT(rules && Ids(rules.value()) == "1 2");
  }

  void RefusesWithAReason() {
    const auto error = [](const std::string& path, const std::string& vhost) {
      const Result<RulesInForce> loaded = LoadRules(path, vhost);
      return loaded ? std::string("accepted") : loaded.error();
    };
    const std::string unknown = error(path_, "blog.example.org");
    CPPUNIT_ASSERT_MESSAGE(unknown,
                           unknown.find("blog.example.org") != std::string::npos &&
                               unknown.find("Shop.example.org, twice.example.org") != std::string::npos);
    const std::string none = error(files_.Write("plain.conf", "ErrWatchRule 1 xss ah=AH00130\n"), "x");
    CPPUNIT_ASSERT_MESSAGE(none, none.find("no virtual host") != std::string::npos &&
                                     none.find("there are") == std::string::npos);
    // the same id in server and virtual host is an error of that virtual host alone
    CPPUNIT_ASSERT(error(path_, "").find("accepted") == 0);
    CPPUNIT_ASSERT(error(path_, "twice.example.org").find("101") != std::string::npos);
    CPPUNIT_ASSERT(error(files_.Path("missing"), "").find("missing") != std::string::npos);
    CPPUNIT_ASSERT(error(files_.Write("bad.conf", "\nErrWatchRule x\n"), "").find("bad.conf:2") !=
                   std::string::npos);
    std::filesystem::create_directory(files_.Path("empty"));
    CPPUNIT_ASSERT(error(files_.Path("empty"), "").find("*.conf") != std::string::npos);
  }

 private:
  RulesInForce Load(const std::string& vhost) {
    Result<RulesInForce> loaded = LoadRules(path_, vhost);
    CPPUNIT_ASSERT_MESSAGE(loaded ? "" : loaded.error(), loaded.ok());
    return std::move(loaded).value();
  }
  static std::string Ids(const RulesInForce& rules) {
    std::string ids;
    for (const Rule& rule : rules.rules->rules()) ids += (ids.empty() ? "" : " ") + std::to_string(rule.id);
    return ids;
  }

  TemporaryDirectory files_;
  std::string path_ = files_.Write("server.conf", kServer);
  std::optional<std::string> before_;
};
CPPUNIT_TEST_SUITE_REGISTRATION(RulesInForceTest);

}  // namespace
}  // namespace errwatch::cli
