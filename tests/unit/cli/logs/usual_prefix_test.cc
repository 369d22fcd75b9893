#include "cli/logs/usual_prefix.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>
#include <tuple>

#include "cli/logs/log_parser.h"

namespace errwatch::cli {
namespace {

const std::string kTime = "[Mon May 26 01:54:43.739790 2025]";
const std::string kProcess = " [core:error] [pid 138204:tid 139] ";

bool IsUsual(const std::string& text) {
  LogLine line;
  return TakeUsualPrefix(text, line);
}

auto AllOf(const LogLine& line) {
  return std::tuple(line.time, line.module, line.client, line.vhost, line.message, line.referer, line.log_id,
                    line.os_error, line.level, line.has_level, line.has_prefix, line.begins_with_client,
                    line.client_form, line.wrapping, line.elements, line.other_form);
}

// Two blanks are no usual prefix, and mean the same.
void IsReadAsAnyLine(const std::string& line) {
  const std::string other = kTime + " " + line.substr(kTime.size());
  CPPUNIT_ASSERT_MESSAGE(other, !IsUsual(other));
  CPPUNIT_ASSERT_MESSAGE(line, AllOf(ParseLogLine(line)) == AllOf(ParseLogLine(other)));
}

class UsualPrefixTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(UsualPrefixTest);
  CPPUNIT_TEST(TakesWhatHttpdWrites);
  CPPUNIT_TEST(LeavesWhatNeedsACloserLook);
  CPPUNIT_TEST(ALineThatItDoesNotTakeIsLeftAlone);
  CPPUNIT_TEST(ReadsAsAnyLineIsRead);
  CPPUNIT_TEST(NoIdOfARequestStandsBeforeTheMessage);
  CPPUNIT_TEST_SUITE_END();

  void TakesWhatHttpdWrites() {
    for (const char* behind :
         {" [core:error] [pid 1:tid 2] [client 192.0.2.4:1] AH00128: x",
          " [ssl:warn] [pid 1] [client ::1:80]",
          " [authz_core:debug] [pid 1:tid 2] mod_authz_core.c(820): [client 192.0.2.4:1] AH01626: x",
          " [evasive20:notice] [pid 1] [client x.x.x.x] y", " [php:info] [pid 1] [client 192.0.2.4] z"})
      CPPUNIT_ASSERT_MESSAGE(behind, IsUsual(kTime + behind));
  }

  void LeavesWhatNeedsACloserLook() {
    for (const char* line : {"", "[", "[Mon", "[]", " [core:error] [pid 1] [client 192.0.2.4:1] x"})
      CPPUNIT_ASSERT_MESSAGE(line, !IsUsual(line));
    for (const char* behind : {"",
                               " ",
                               " [",
                               " [core:error]",
                               " [core:error] [pid 1]",
                               " [core:error] [pid 1] ",
                               " [core:error] [pid 1] AH00128: x",
                               " [core:error] [pid 1] [client 192.0.2.4:1",
                               " [core:error] [pid 1] [client ] x",
                               " [core:error] [pid 1] [client  192.0.2.4:1] x",
                               " [core:error] [pid 1] [client [2001:db8::1]:51548] x",
                               " [core:error] [pid 1] [remote 192.0.2.4:1] x",
                               " [core:error] [pid 1] (2)No such file or directory: [client 192.0.2.4:1] x",
                               " [core:error] [pid 1:tid ] [client 192.0.2.4:1] x",
                               " [core:error] [pid x] [client 192.0.2.4:1] x",
                               " [core:error]  [pid 1] [client 192.0.2.4:1] x",
                               " [-:error] [pid 1] [client 192.0.2.4:1] x",
                               " [core:Error] [pid 1] [client 192.0.2.4:1] x",
                               " [core:trace8] [pid 1] [client 192.0.2.4:1] x",
                               " [error] [pid 1] [client 192.0.2.4:1] x",
                               " [1:error] [pid 1] [client 192.0.2.4:1] x",
                               " [core:error] [pid 1] [client 192.0.2.4:1]  ModSecurity: Warning. x",
                               " [core:error] [pid 1] x.y(1): [client 192.0.2.4:1] x"})
      CPPUNIT_ASSERT_MESSAGE(behind, !IsUsual(kTime + behind));
    const std::string rest = kProcess + "[client 192.0.2.4:1] x";
    for (const char* time : {"[Mon May 26 01:54:43 2025]", "[Mon May 26 01:54:43.73979 2025]",
                             "[mon May 26 01:54:43.739790 2025]", "[2025-05-26 01:54:43.739790 +0200]",
                             "[Mon May 26 01:54:43:739790 2025]"})
      CPPUNIT_ASSERT_MESSAGE(time, !IsUsual(time + rest));
  }

  void ALineThatItDoesNotTakeIsLeftAlone() {
    const std::string text = kTime + kProcess + "AH00094: Command line: 'httpd'";
    LogLine line;
    CPPUNIT_ASSERT(!TakeUsualPrefix(text, line));
    CPPUNIT_ASSERT(AllOf(line) == AllOf(LogLine()));
  }

  void ReadsAsAnyLineIsRead() {
    for (const char* client : {"192.0.2.4:58814", "192.0.2.4", "::1:52027", "2001:db8::80:80", "2001:db8::80",
                               "fe80::1%eth0:51548", "::ffff:192.0.2.4:51548", "2001:db8:1:2:3:4:5:6:80",
                               "x.x.x.x", "192.0.2.4:1 x", "host", "1", ":"}) {
      for (const char* message :
           {"AH00128: File does not exist: /x", " two blanks", "", "(36)File name too long: AH00127: x",
            "(36)File name too long: access to /aaa failed", "a, referer: https://www.example.com/",
            "[xff 192.0.2.9] AH00128: x", "[client 192.0.2.9] ModSecurity: Warning. x", "[vhost a] x",
            "AH01071: Got error 'PHP message: x', referer: a, referer: b"}) {
        for (const char* before : {"", "ssl_engine_kernel.c(415): "}) {
          const std::string middle = std::string(before) + "[client " + client + "] ";
          IsReadAsAnyLine(kTime + kProcess + middle + message);
          IsReadAsAnyLine(kTime + " [security2:notice] [pid 1] " + middle + message + "\r");
        }
      }
    }
  }

  void NoIdOfARequestStandsBeforeTheMessage() {
    const std::string begin = kTime + kProcess + "[client 192.0.2.4:1] ";
    CPPUNIT_ASSERT(ParseLogLine(begin + "AH00128: x").has_no_id);
    CPPUNIT_ASSERT(!ParseLogLine(begin + "[R:Zx0123456789ab] AH00128: x").has_no_id);
    CPPUNIT_ASSERT(!ParseLogLine(kTime + "  [core:error] [pid 1] AH00128: x").has_no_id);
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(UsualPrefixTest);

}  // namespace
}  // namespace errwatch::cli
