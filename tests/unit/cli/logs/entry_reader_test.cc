#include "cli/logs/entry_reader.h"

#include <cppunit/extensions/HelperMacros.h>

#include <cerrno>
#include <cstdlib>

#include "unit/cli_fixture.h"

namespace errwatch::cli {
namespace {

class EntryReaderTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(EntryReaderTest);
  CPPUNIT_TEST(ALine);
  CPPUNIT_TEST(WhatALineDoesNotSay);
  CPPUNIT_TEST(WordsOfAChildProcess);
  CPPUNIT_TEST(ARefererAsItWasSent);
  CPPUNIT_TEST(TheReasonOfTheSystem);
  CPPUNIT_TEST(WhoTriedToLogIn);
  CPPUNIT_TEST(AJsonLine);
  CPPUNIT_TEST(WhatJsonDoesNotSay);
  CPPUNIT_TEST(AClientWithItsPort);
  CPPUNIT_TEST(AClientInTheText);
  CPPUNIT_TEST(BothSayTheSame);
  CPPUNIT_TEST(OwnedEntriesOutliveTheNextLine);
  CPPUNIT_TEST(RefusesWithAReason);
  CPPUNIT_TEST_SUITE_END();

 public:
  void setUp() override { ::setenv("TZ", "UTC", 1); }

  void ALine() {
    const EntryReader::Read read = log_.Next(
        "www.example.org:443 [Sun Nov 22 10:00:00.000007 2026] [core:info] [pid 1:tid 2] [client "
        "2001:db8::7:4711] AH00128: File does not exist: /srv/www/html/x, referer: http://a/\r");
    CPPUNIT_ASSERT(read.error.empty() && read.has_prefix);
    CPPUNIT_ASSERT(read.level == Level::kInfo && read.entry.level == Level::kInfo &&
                   read.entry.module == "core");
    CPPUNIT_ASSERT_EQUAL(std::string("2001:db8::7"), read.client.ToString());
    CPPUNIT_ASSERT(read.time == kTenUs + 7);
    CPPUNIT_ASSERT_EQUAL(std::string("AH00128: File does not exist: /srv/www/html/x"),
                         std::string(read.entry.message));
    CPPUNIT_ASSERT(read.entry.log_id == 128 && read.entry.referer == "http://a/" &&
                   read.entry.vhost == "www.example.org:443");
    // nothing of the request is in a line
    CPPUNIT_ASSERT(read.entry.uri.empty() && read.entry.method.empty() && read.entry.status == 0);
  }

  void WhatALineDoesNotSay() {
    const EntryReader::Read read = log_.Next("[core:error] [client x.x.x.x:1] AH00128: x");
    CPPUNIT_ASSERT(read.client.empty() && !read.time && read.level == Level::kError && read.has_prefix);
    const EntryReader::Read odd = log_.Next("[Mon Feb 31 25:61:00 2026] [core:nonsense] x");
    CPPUNIT_ASSERT(!odd.level && odd.entry.level == Level::kError && odd.error.empty());
    CPPUNIT_ASSERT_EQUAL(std::string("[core:nonsense] x"), std::string(odd.entry.message));
  }

  void WordsOfAChildProcess() {
    const EntryReader::Read read = log_.Next("sh: 1: wget: not found");
    CPPUNIT_ASSERT(read.error.empty() && !read.has_prefix && !read.level && !read.time &&
                   read.client.empty());
    CPPUNIT_ASSERT_EQUAL(std::string("sh: 1: wget: not found"), std::string(read.entry.message));
  }

  void ARefererAsItWasSent() {
    const auto referer = [&](const std::string& written) {
      return std::string(
          log_.Next("[core:info] [client 192.0.2.4:1] AH00128: x, referer: " + written).entry.referer);
    };
    CPPUNIT_ASSERT_EQUAL(std::string("http://a/b?c"), referer("http://a/b?c"));
    CPPUNIT_ASSERT_EQUAL(std::string("..\\..\\boot.ini"), referer("..\\\\..\\\\boot.ini"));
    CPPUNIT_ASSERT_EQUAL(std::string("a\tb\xc3\xa9\"\x01"), referer("a\\tb\\xc3\\xa9\"\\x01"));
    CPPUNIT_ASSERT_EQUAL(std::string("cut off\\x0"), referer("cut off\\x0"));
    CPPUNIT_ASSERT_EQUAL(std::string("cut off\\"), referer("cut off\\"));
    // the message stays as httpd handed it to the hook
    CPPUNIT_ASSERT(log_.Next("[core:info] [client 192.0.2.4:1] AH00128: a\\\\b").entry.message ==
                   "AH00128: a\\\\b");
  }

  void TheReasonOfTheSystem() {
    const auto error = [&](const std::string& line) { return log_.Next(line).entry.os_error; };
    CPPUNIT_ASSERT_EQUAL(36, error("[core:error] (36)File name too long: [client 192.0.2.4:1] AH00036: x"));
    CPPUNIT_ASSERT_EQUAL(36, error("[core:error] [client 192.0.2.4:1] (36)File name too long: AH00036: x"));
    CPPUNIT_ASSERT_EQUAL(36,
                         error("[error] [client 192.0.2.4] (36)File name too long: access to /aaa failed"));
    CPPUNIT_ASSERT_EQUAL(98, error("(98)Address already in use: AH00072: make_sock: could not bind"));
    CPPUNIT_ASSERT_EQUAL(-102, error("[proxy:error] (-102)Unknown error: [client 192.0.2.4:1] AH01095: x"));
    CPPUNIT_ASSERT_EQUAL(670'002,
                         error("[proxy:error] (EAI 2)Name not known: [client 192.0.2.4:1] AH00898: x"));
    CPPUNIT_ASSERT_EQUAL(730'061, error("[proxy:error] (OS 10061)No connection: AH00957: x"));
    // Words of an application, and none at all.
    CPPUNIT_ASSERT_EQUAL(0, error("[php:error] [client 192.0.2.4:1] (13)Permission denied: by the shop"));
    CPPUNIT_ASSERT_EQUAL(0, error("(2)No such file or directory: words of a script"));
    CPPUNIT_ASSERT_EQUAL(0, error("[core:error] [client 192.0.2.4:1] AH00036: x"));
    CPPUNIT_ASSERT_EQUAL(EACCES, json_.Next(R"({"message":"x","errno":"EACCES"})").entry.os_error);
    CPPUNIT_ASSERT_EQUAL(70007, json_.Next(R"({"message":"x","errno":70007})").entry.os_error);
    CPPUNIT_ASSERT(json_.Next(R"({"message":"x","errno":"ENONE"})").error.find("errno") != std::string::npos);
    CPPUNIT_ASSERT(json_.Next(R"({"message":"x","errno":1e30})").error.find("errno") != std::string::npos);
  }

  void WhoTriedToLogIn() {
    const auto user = [&](const std::string& message) {
      return std::string(log_.Next("[auth_basic:error] [client 192.0.2.4:1] " + message).entry.user);
    };
    CPPUNIT_ASSERT_EQUAL(std::string("eve"),
                         user("AH01617: user eve: authentication failure for \"/\": Password Mismatch"));
    CPPUNIT_ASSERT_EQUAL(std::string("e ve"), user("AH01618: user e ve not found: /a not found: b"));
    CPPUNIT_ASSERT_EQUAL(std::string("\xc3\xa9"), user("AH01618: user \\xc3\\xa9 not found: /"));
    CPPUNIT_ASSERT_EQUAL(std::string("eve"),
                         user("AH01807: user 'eve': authentication failure for \"/\": x"));
    CPPUNIT_ASSERT_EQUAL(std::string("eve"),
                         user("user eve: authentication failure for \"/\": Password Mismatch"));
    for (const char* nobody : {"AH01614: client used wrong authentication scheme: /user x not found: /",
                               "AH00128: File does not exist: /user eve not found: /", "AH01618: user eve"})
      CPPUNIT_ASSERT_EQUAL_MESSAGE(nobody, std::string(), user(nobody));
    const EntryReader::Read json = json_.Next(R"({"message":"AH01618: user eve not found: /","status":200})");
    CPPUNIT_ASSERT(json.entry.user == "eve" && !json.entry.authenticated);
    CPPUNIT_ASSERT(json_.Next(R"({"user":"eve","status":200})").entry.authenticated);
    CPPUNIT_ASSERT(json_.Next(R"({"user":"bob","message":"AH01618: user eve not found: /"})").entry.user ==
                   "bob");
  }

  void AJsonLine() {
    const EntryReader::Read read = json_.Next(
        R"({"time":"2026-11-22T11:00:00+01:00","level":"notice","module":"core","message":"AH00128: /srv/www/x/y",)"
        R"("client":"[2001:DB8::7]","uri":"/a?b=c","method":"GET","status":404,"headers":{"host":"h","X-A":"v"}})");
    CPPUNIT_ASSERT(read.error.empty() && read.has_prefix && read.level == Level::kNotice &&
                   read.time == kTenUs);
    CPPUNIT_ASSERT_EQUAL(std::string("2001:db8::7"), read.client.ToString());
    CPPUNIT_ASSERT(read.entry.uri == "/a" && read.entry.args == "b=c" && read.entry.status == 404 &&
                   read.entry.host == "h" && read.entry.headers == "X-A: v" && read.entry.log_id == 128);
  }

  void WhatJsonDoesNotSay() {
    const EntryReader::Read read = json_.Next(R"({"status":404})");
    CPPUNIT_ASSERT(read.error.empty() && !read.level && !read.time && read.client.empty() &&
                   read.entry.level == Level::kError && read.entry.message.empty());
    const EntryReader::Read odd = json_.Next(R"({"message":"x","client":"nobody","time":"soon"})");
    CPPUNIT_ASSERT(odd.error.empty() && odd.client.empty() && !odd.time);
  }

  void AClientWithItsPort() {
    const auto client = [&](const std::string& text) {
      return json_.Next(R"({"message":"x","client":")" + text + R"("})").client.ToString();
    };
    CPPUNIT_ASSERT_EQUAL(std::string("192.0.2.4"), client("192.0.2.4:40123"));
    CPPUNIT_ASSERT_EQUAL(std::string("2001:db8::4"), client("[2001:db8::4]:443"));
    CPPUNIT_ASSERT_EQUAL(std::string("2001:db8::4"), client("2001:db8::4"));
    CPPUNIT_ASSERT(json_.Next(R"({"message":"x","client":"somebody:80"})").client.empty());
  }

  void AClientInTheText() {
    const auto client = [&](const char* module, const char* before) {
      return json_
          .Next(std::string("{\"module\":\"") + module + "\"," + before +
                "\"message\":\"mod_qos(031): access denied, c=192.0.2.4\"}")
          .client.ToString();
    };
    CPPUNIT_ASSERT_EQUAL(std::string("192.0.2.4"), client("qos", ""));
    CPPUNIT_ASSERT_EQUAL(std::string("192.0.2.9"), client("qos", "\"client\":\"192.0.2.9\","));
    CPPUNIT_ASSERT_EQUAL(ClientAddress().ToString(), client("cgid", ""));  // nobody
  }

  void BothSayTheSame() {
    const EntryReader::Read line =
        log_.Next("[core:info] [client 192.0.2.4:1] AH00128: File does not exist: /var/www/a");
    const EntryReader::Read object = json_.Next(
        R"({"level":"info","module":"core","client":"192.0.2.4","message":"AH00128: File does not exist: /var/www/a"})");
    CPPUNIT_ASSERT(line.entry.message == object.entry.message && line.entry.log_id == object.entry.log_id);
    CPPUNIT_ASSERT(line.level == object.level);
    CPPUNIT_ASSERT(line.client == object.client && line.entry.module == object.entry.module);
  }

  void OwnedEntriesOutliveTheNextLine() {
    json_.Next(R"({"message":"the first","uri":"/a?b"})");
    const OwnedEntry first = json_.TakeOwned();
    const EntryReader::Read second = json_.Next(R"({"message":"another"})");
    CPPUNIT_ASSERT(first.View().message == "the first" && first.View().args == "b");
    CPPUNIT_ASSERT(second.entry.message == "another" && second.entry.uri.empty());
  }

  void RefusesWithAReason() {
    for (const char* empty : {"", "  ", "\t", "\r"}) {
      CPPUNIT_ASSERT_EQUAL(std::string("empty line"), log_.Next(empty).error);
      CPPUNIT_ASSERT_EQUAL(std::string("empty line"), json_.Next(empty).error);
    }
    CPPUNIT_ASSERT(json_.Next("{\"a\":").error.find("no JSON") == 0);
    CPPUNIT_ASSERT(json_.Next("[]").error.find("object") != std::string::npos);
    CPPUNIT_ASSERT(json_.Next("{\"level\":7,\"message\":\"x\"}").error.find("level") != std::string::npos);
    CPPUNIT_ASSERT(json_.Next("{\"message\":\"fine\"}").error.empty());  // and goes on
  }

 private:
  EntryReader log_{InputKind::kLog, kNowUs};
  EntryReader json_{InputKind::kJsonl, kNowUs};
};
CPPUNIT_TEST_SUITE_REGISTRATION(EntryReaderTest);

}  // namespace
}  // namespace errwatch::cli
