#include "cli/config/config_reader.h"

#include <cppunit/extensions/HelperMacros.h>

#include "unit/config_reader_fixture.h"

namespace errwatch {
namespace {

class ConfigReaderTest : public ConfigReaderFixture {
  CPPUNIT_TEST_SUITE(ConfigReaderTest);
  CPPUNIT_TEST(ReadsAWholeServer);
  CPPUNIT_TEST(MainServerLinesBelowAVirtualHostCountToo);
  CPPUNIT_TEST(ConditionalSections);
  CPPUNIT_TEST(ConditionsThatTheFilesAnswer);
  CPPUNIT_TEST(DirectoriesAreCheckedButNotKept);
  CPPUNIT_TEST(MacrosAreSkipped);
  CPPUNIT_TEST(Variables);
  CPPUNIT_TEST(WarnsOfUndefinedVariables);
  CPPUNIT_TEST(LogLevels);
  CPPUNIT_TEST(LoadedModulesOfEveryServer);
  CPPUNIT_TEST(RuntimeDirectory);
  CPPUNIT_TEST(ServerNames);
  CPPUNIT_TEST(ErrorsNameTheirPlace);
  CPPUNIT_TEST(SectionMistakes);
  CPPUNIT_TEST_SUITE_END();

 public:
  void ReadsAWholeServer() {
    const Configuration read = Read(R"(
ServerRoot "/srv/httpd"
Listen 80
LoadModule errwatch_module modules/mod_errwatch.so
ServerName www.example.org:80
ErrWatchEngine On
ErrWatchStateFile run/errwatch.state
ErrWatchLimit auth_failure 5/10m
ErrWatchRule 100 vuln_scan \
    ah=AH00128 \
    "\.php$"
<VirtualHost *:443>
  ServerName shop.example.org
  ErrWatchEngine DetectionOnly
  ErrWatchScope shop
  errwatchlimit vuln_scan none
  ErrWatchRule 101 xss "<script"
  <Location /admin>
    Require valid-user
  </Location>
</VirtualHost>
<VirtualHost 10.0.0.1:80 10.0.0.2:80>
</VirtualHost>
)");
    CPPUNIT_ASSERT_EQUAL(std::string("/srv/httpd"), read.server_root);
    CPPUNIT_ASSERT_EQUAL(std::string("www.example.org"), read.name);
    CPPUNIT_ASSERT(read.directory.engine.value == Engine::kOn);
    CPPUNIT_ASSERT_EQUAL(std::string("run/errwatch.state"), read.server.state_file.value);
    CPPUNIT_ASSERT_EQUAL(size_t{1}, read.server.rules.size());
    CPPUNIT_ASSERT_EQUAL(directory_.path() + "/httpd.conf:9", read.server.rules[0].origin);
    CPPUNIT_ASSERT_EQUAL(std::string("\\.php$"), read.server.rules[0].pattern_text);

    CPPUNIT_ASSERT_EQUAL(size_t{2}, read.vhosts.size());
    const VirtualHost& shop = read.vhosts[0];
    CPPUNIT_ASSERT_EQUAL(std::string("shop.example.org"), shop.name);
    CPPUNIT_ASSERT_EQUAL(std::string("*:443"), shop.addresses);
    CPPUNIT_ASSERT_EQUAL(directory_.path() + "/httpd.conf:12", shop.origin);
    CPPUNIT_ASSERT(shop.directory.engine.value == Engine::kDetectionOnly);
    CPPUNIT_ASSERT_EQUAL(std::string("shop"), shop.server.scope.value);
    CPPUNIT_ASSERT_EQUAL(size_t{2}, shop.server.rules.size());
    const Limits limits = ResolveLimits(shop.server.limits);
    CPPUNIT_ASSERT_EQUAL(5U, limits[Category::kAuthFailure].shape.capacity);
    CPPUNIT_ASSERT_EQUAL(0U, limits[Category::kVulnScan].shape.capacity);
    CPPUNIT_ASSERT(ResolveLimits(read.server.limits)[Category::kVulnScan] ==
                   DefaultLimits()[Category::kVulnScan]);

    const VirtualHost& other = read.vhosts[1];
    CPPUNIT_ASSERT_EQUAL(std::string("10.0.0.1:80 10.0.0.2:80"), other.name);
    CPPUNIT_ASSERT(other.directory.engine.value == Engine::kOn);
    CPPUNIT_ASSERT_EQUAL(size_t{1}, other.server.rules.size());
  }

  void MainServerLinesBelowAVirtualHostCountToo() {
    const Configuration read = Read(
        "<VirtualHost *:80>\n</VirtualHost>\nErrWatchEngine On\nLogLevel debug\nErrWatchAllow 192.0.2.1\n");
    CPPUNIT_ASSERT(read.vhosts[0].directory.engine.value == Engine::kOn);
    CPPUNIT_ASSERT(read.vhosts[0].log_levels.base == Level::kDebug);
    CPPUNIT_ASSERT_EQUAL(size_t{1}, read.vhosts[0].server.allow.size());
  }

  void ConditionalSections() {
    const Configuration read = Read(R"(
<IfModule mod_errwatch.c>
  <IfDefine !NEVER>
    ErrWatchEngine On
  </IfDefine>
</IfModule>
<IfModule !mod_errwatch.c>
  ErrWatchEngine Off
  ErrWatchNonsense
  Include nowhere.conf
  <IfModule x>
  </IfModule>
</IfModule>
<IfModule !mod_ssl.c>
  ErrWatchScope plain
</IfModule>
<IFVERSION >= 2.4>
  ErrWatchForgive Off
</IfVersion>
)");
    CPPUNIT_ASSERT(read.directory.engine.value == Engine::kOn);
    CPPUNIT_ASSERT_EQUAL(std::string("plain"), read.server.scope.value);
    CPPUNIT_ASSERT(!read.server.forgive.value);
  }

  void ConditionsThatTheFilesAnswer() {
    const Configuration read = Read(R"(
<IfDefine !RULES>
  Define RULES built-in
  ErrWatchScope first
</IfDefine>
<IfDefine !RULES>
  Include nowhere.conf
</IfDefine>
LoadModule remoteip_module a.so
<IfModule !mod_remoteip.c>
  ErrWatchNonsense
</IfModule>
<IfModule !remoteip_module>
  ErrWatchNonsense
</IfModule>
UnDefine RULES
<IfDefine !RULES>
  ErrWatchForgive Off
</IfDefine>
)");
    CPPUNIT_ASSERT_EQUAL(std::string("first"), read.server.scope.value);
    CPPUNIT_ASSERT(!read.server.forgive.value);
  }

  void DirectoriesAreCheckedButNotKept() {
    const Configuration read = Read(
        "ErrWatchEngine On\n<VirtualHost *>\n<Location /status>\nErrWatchEngine Off\nErrWatchRuleRemove "
        "5\nLogLevel debug\n</Location>\n"
        "</VirtualHost>\n<If \"true\">\nErrWatchAction drop\n</If>\n");
    CPPUNIT_ASSERT(read.vhosts[0].directory.engine.value == Engine::kOn);
    CPPUNIT_ASSERT(read.vhosts[0].server.removals.empty() && read.vhosts[0].directory.removals.empty());
    CPPUNIT_ASSERT(read.in_directories.removals.size() == 1 && read.in_directories.removals[0].first == 5);
    CPPUNIT_ASSERT(read.vhosts[0].log_levels.base == Level::kWarn);
    CPPUNIT_ASSERT(!read.directory.action.is_set);
    AssertError("<Directory />\nErrWatchEngine Perhaps\n</Directory>\n", "httpd.conf:2", "Perhaps");
    AssertError("<Directory />\nErrWatchScope a\n</Directory>\n", "httpd.conf:2",
                "not allowed in a directory");
  }

  void MacrosAreSkipped() {
    const Configuration read = Read(
        "<Macro Shop $name>\n<VirtualHost *:80>\nErrWatchScope $name\n</VirtualHost>\n</Macro>\nUse Shop "
        "a\nErrWatchScope b\n");
    CPPUNIT_ASSERT(read.vhosts.empty());
    CPPUNIT_ASSERT_EQUAL(std::string("b"), read.server.scope.value);
  }

  void Variables() {
    const Configuration read = Read(R"(
Define SHOP shop.example.org
Define FLAG
<VirtualHost *:80>
  ServerName ${SHOP}
  ErrWatchScope "${SHOP}"
</VirtualHost>
UnDefine SHOP
<VirtualHost *:81>
  ServerName ${SHOP}
</VirtualHost>
)");
    CPPUNIT_ASSERT_EQUAL(std::string("shop.example.org"), read.vhosts[0].name);
    CPPUNIT_ASSERT_EQUAL(std::string("shop.example.org"), read.vhosts[0].server.scope.value);
    CPPUNIT_ASSERT_EQUAL(std::string("${SHOP}"), read.vhosts[1].name);
    CPPUNIT_ASSERT(read.warnings.empty());  // of its own directives only: httpd speaks for the others
  }

  // httpd looks for variables in quoted patterns too:
  // "a\${2}" is kept, with a warning, but "\${HOME}" becomes something else.
  void WarnsOfUndefinedVariables() {
    const Configuration read = Read("\nErrWatchRule 1 xss \"a\\${1,3}\"\nErrWatchRule 2 xss \"[$]{1,3}\"\n");
    CPPUNIT_ASSERT_EQUAL(size_t{1}, read.warnings.size());
    CPPUNIT_ASSERT(read.warnings[0].starts_with(directory_.path() +
                                                "/httpd.conf:2: the variable ${1,3} is not defined"));
    CPPUNIT_ASSERT_EQUAL(std::string("a\\${1,3}"), read.server.rules[0].pattern_text);
  }

  void LogLevels() {
    const Configuration read = Read(R"(
LogLevel warn core:info mod_ssl.c:debug
<VirtualHost *:1>
</VirtualHost>
<VirtualHost *:2>
  LogLevel authz_core:debug
  ErrorLog syslog:local3
</VirtualHost>
<VirtualHost *:3>
  LogLevel error
  ErrorLog logs/error_log
</VirtualHost>
)");
    const auto& inherits = read.vhosts[0].log_levels;
    CPPUNIT_ASSERT(inherits.base == Level::kWarn && inherits.For("core") == Level::kInfo &&
                   inherits.For("ssl") == Level::kDebug);
    CPPUNIT_ASSERT(inherits.notice_always);
    const auto& adds = read.vhosts[1].log_levels;
    CPPUNIT_ASSERT(adds.For("core") == Level::kInfo && adds.For("authz_core") == Level::kDebug);
    CPPUNIT_ASSERT(!adds.notice_always);
    const auto& resets = read.vhosts[2].log_levels;
    CPPUNIT_ASSERT(resets.base == Level::kError && resets.For("core") == Level::kError &&
                   resets.For("ssl") == Level::kError);
    AssertError("\n<VirtualHost *:1>\nLogLevel loud\n</VirtualHost>\n", "httpd.conf:3", "loud");
  }

  void LoadedModulesOfEveryServer() {
    CPPUNIT_ASSERT(!Read("LoadModule errwatch_module a.so\n").log_levels.loaded);
    directory_.Write("mods/ssl.load", "LoadModule ssl_module a.so\n");
    // A condition may hold or not: what it loads may be there.
    const Configuration read = Read(R"(
<VirtualHost *:1>
</VirtualHost>
IncludeOptional mods/*.load
loadmodule "proxy_module" a.so
<IfModule mpm_prefork_module>
  LoadModule cgi_module a.so
</IfModule>
<Macro M>
  LoadModule dav_module a.so
</Macro>
#LoadModule qos_module a.so
)");
    for (const errwatch::LogLevels* levels : {&read.log_levels, &read.vhosts[0].log_levels}) {
      for (const char* module : {"ssl", "proxy", "cgi", "core"})
        CPPUNIT_ASSERT_MESSAGE(module, levels->Loaded(module));
      for (const char* module : {"dav", "qos", "cgid"})
        CPPUNIT_ASSERT_MESSAGE(module, !levels->Loaded(module));
    }
  }

  void RuntimeDirectory() {
    const auto directory = [&](const std::string& content) {
      return ReadConfiguration(directory_.Write("run.conf", content)).value().runtime_dir;
    };
    CPPUNIT_ASSERT_EQUAL(std::string(), directory("ServerRoot /srv\n"));
    CPPUNIT_ASSERT_EQUAL(std::string("/srv/run"), directory("DefaultRuntimeDir run\nServerRoot /srv\n"));
    CPPUNIT_ASSERT_EQUAL(std::string("/var/run"), directory("DefaultRuntimeDir /var/run\n"));
    CPPUNIT_ASSERT_EQUAL(std::string("/x/run"), directory("Define top /x\nDefaultRuntimeDir ${top}/run\n"));
    CPPUNIT_ASSERT_EQUAL(std::string(), directory("DefaultRuntimeDir ${NO_SUCH_VARIABLE}\n"));
  }

  void ServerNames() {
    const auto name = [&](const std::string& text) { return Read("ServerName " + text + "\n").name; };
    CPPUNIT_ASSERT_EQUAL(std::string("a.example"), name("a.example"));
    CPPUNIT_ASSERT_EQUAL(std::string("a.example"), name("https://a.example:8443"));
    CPPUNIT_ASSERT_EQUAL(std::string("[2001:db8::1]"), name("[2001:db8::1]:80"));
    CPPUNIT_ASSERT_EQUAL(std::string("[2001:db8::1]"), name("[2001:db8::1]"));
    CPPUNIT_ASSERT_EQUAL(std::string(), name("\"\""));
  }

  void ErrorsNameTheirPlace() {
    AssertError("\n\nErrWatchLimits any 5/1m\n", "httpd.conf:3",
                "unknown directive \"ErrWatchLimits\"; there are ErrWatchEngine, ");
    AssertError("ErrWatchLimit any 5/1m \\\n block=5\n", "httpd.conf:1", "block=");
    AssertError("<VirtualHost *>\nErrWatchClients 5000\n</VirtualHost>\n", "httpd.conf:2",
                "belongs to the main server");
    AssertError("ErrWatchRule 1 xss \"a\"\nErrWatchRule 1 xss \"b\"\n", "httpd.conf:2", "httpd.conf:1");
  }

  void SectionMistakes() {
    AssertError("\n<VirtualHost *>\n", "httpd.conf:2", "<VirtualHost> is not closed");
    AssertError("</VirtualHost>\n", "httpd.conf:1", "without <VirtualHost>");
    AssertError("<VirtualHost *>\n</Directory>\n", "httpd.conf:2", "</VirtualHost> was expected");
    AssertError("<VirtualHost *>\n<VirtualHost *>\n</VirtualHost>\n</VirtualHost>\n", "httpd.conf:2",
                "cannot stand inside <VirtualHost>");
    directory_.Write("closes.conf", "</VirtualHost>\n");
    AssertError("<VirtualHost *>\nInclude closes.conf\n", "closes.conf:1", "without <VirtualHost>");
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ConfigReaderTest);

}  // namespace
}  // namespace errwatch
