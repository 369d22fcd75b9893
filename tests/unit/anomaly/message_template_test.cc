#include "anomaly/message_template.h"

#include <cppunit/extensions/HelperMacros.h>

#include <array>
#include <initializer_list>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "base/ascii.h"
#include "model/log_id.h"
#include "unit/allocation_counter.h"
#include "unit/child_env.h"
#include "unit/linear_time.h"

namespace errwatch {
namespace {

TemplateId IdOf(std::string_view message) { return TemplateOf(LeadingLogId(message), message); }

std::string TextOf(std::string_view message) {
  std::array<char, kTemplateTextBytes> text;
  return {text.data(), TemplateText(LeadingLogId(message), message, text)};
}

class MessageTemplateTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(MessageTemplateTest);
  CPPUNIT_TEST(ANumberNamesItsKind);
  CPPUNIT_TEST(NamesPathsAndNumbersAreVariable);
  CPPUNIT_TEST(OtherWordsAreOtherTemplates);
  CPPUNIT_TEST(WhatProgramsSayBehindANumber);
  CPPUNIT_TEST(ModSecurityByItsRule);
  CPPUNIT_TEST(ClientThatIsNamedOnceMore);
  CPPUNIT_TEST(Texts);
  CPPUNIT_TEST(SameTextSameId);
  CPPUNIT_TEST(IdsStay);
  CPPUNIT_TEST(WhatAClientChoosesMakesNoTemplates);
  CPPUNIT_TEST(AnyBytes);
  CPPUNIT_TEST(TakesLinearTimeAndNoMemory);
  CPPUNIT_TEST_SUITE_END();

  static void Same(std::initializer_list<const char*> messages) {
    for (const char* message : messages)
      CPPUNIT_ASSERT_EQUAL_MESSAGE(message,
                                   TextOf(*messages.begin()) + " " + std::to_string(IdOf(*messages.begin())),
                                   TextOf(message) + " " + std::to_string(IdOf(message)));
  }
  static void Different(std::initializer_list<const char*> messages) {
    std::set<TemplateId> ids;
    for (const char* message : messages) CPPUNIT_ASSERT_MESSAGE(message, ids.insert(IdOf(message)).second);
  }

 public:
  void ANumberNamesItsKind() {
    CPPUNIT_ASSERT(TemplateOf(128, "AH00128: File does not exist: /a") ==
                   TemplateOf(128, "AH00128: File does not exist: /b/c"));
    CPPUNIT_ASSERT(TemplateOf(128, "x") != TemplateOf(129, "x"));
    CPPUNIT_ASSERT(TemplateOf(0, "") == 0);
    CPPUNIT_ASSERT_EQUAL(LogId{128}, LogIdOfTemplate(IdOf("AH00128: File does not exist: /a")));
    CPPUNIT_ASSERT_EQUAL(LogId{0}, LogIdOfTemplate(IdOf("File does not exist: /a")));
  }

  void NamesPathsAndNumbersAreVariable() {
    Same({"File does not exist: /srv/www/a", "File does not exist: /srv/www/user not found/on line 7.php"});
    Same({"user alice not found: /x", "user root not found: /admin/", "user server not found: /x",
          "user 17 not found: /y?z=1"});
    Same({"user admin: authentication failure for \"/a b\": Password Mismatch",
          "user O'Neill: authentication failure for \"/file does not exist\": Password Mismatch"});
    Same({"script '/srv/a.php' not found or unable to stat",
          "script '/srv/it's here' not found or unable to stat"});
    Same({"Invalid method in request \\x16\\x03\\x01", "Invalid method in request NOOP",
          "Invalid method in request file not found"});
    Same({"PHP Notice:  Undefined index: name in /srv/a.php on line 12",
          "PHP Notice:  Undefined index: id in /srv/b c.php on line 4"});
    Same({"jk2_init() Found child 6725 in scoreboard slot 10",
          "jk2_init() Found child 2 in scoreboard slot 6"});
    Same({"(13)Permission denied: access to /a denied", "(2)Permission denied: access to /b/c denied"});
    Same({"PHP Warning:  fopen(/tmp/x): failed to open stream: Permission denied in /a.php on line 1",
          "PHP Warning:  fopen(data.csv): failed to open stream: Permission denied in /b.php on line 22"});
    Same(
        {"PHP Fatal error:  Uncaught Error: Call to undefined function a1() in /a.php:15\\nStack trace:\\n#0 "
         "{main}",
         "PHP Fatal error:  Uncaught Error: Call to undefined function b() in /b.php:1\\nStack trace:\\n#0 "
         "/c.php"});
    Same({"request for host=a.example took=5", "request for host=b.example took=77"});
  }

  void OtherWordsAreOtherTemplates() {
    Different({"File does not exist: /a", "Directory index forbidden by rule: /a",
               "script '/a' not found or unable to stat", "PHP Notice:  Undefined index: a in /b on line 1",
               "PHP Notice:  Undefined variable: a in /b on line 1",
               "PHP Warning:  fopen(/a): failed to open stream: Permission denied in /b on line 1",
               "PHP Warning:  fopen(/a): failed to open stream: No such file or directory in /b on line 1",
               "PHP Warning:  mysqli_stmt_execute() expects parameter 1 to be mysqli_stmt, boolean given in "
               "/b on line 1",
               "PHP Warning:  mysqli_stmt_close() expects parameter 1 to be mysqli_stmt, boolean given in /b "
               "on line 1",
               "mod_jk child init 1 -2", "mod_jk child workerEnv in error state 6", "ValueError: a",
               "KeyError: a"});
  }

  void WhatProgramsSayBehindANumber() {
    Same({"AH01071: Got error 'PHP message: PHP Notice:  Undefined index: a in /a.php on line 3'",
          "AH01071: Got error 'PHP message: PHP Notice:  Undefined index: b in /b.php on line 4PHP message: "
          "PHP Fatal error:  x'",
          "AH01071: Got error 'PHP message: PHP Notice:  Undefined index: b in /b.php on line 4; PHP "
          "message: PHP Warning:  y'"});
    Different({"AH01071: Got error 'PHP message: PHP Notice:  Undefined index: a in /a.php on line 3'",
               "AH01071: Got error 'Primary script unknown'",
               "PHP message: PHP Notice:  Undefined index: a in /a.php on line 3",
               "AH01215: stderr from /cgi/a: No such file or directory"});
    Same({"AH01215: stderr from /cgi/a: cannot open file 7",
          "AH01215: stderr from /cgi/b: cannot open file 8"});
    CPPUNIT_ASSERT(IsForeignText(1071) && IsForeignText(1215) && !IsForeignText(128) && !IsForeignText(0));
  }

  void ModSecurityByItsRule() {
    const char* begin =
        "ModSecurity: Warning. Pattern match \"^[\\\\d.:]+$ [id \\\"9\\\"]\" at REQUEST_HEADERS:Host. ";
    const auto id = [&](const std::string& rest) { return IdOf(begin + rest); };
    const TemplateId numeric =
        id("[file \"/a.conf\"] [line \"7\"] [id \"920350\"] [msg \"Host\"] [data \"192.0.2.1\"]");
    CPPUNIT_ASSERT(
        numeric ==
        id("[file \"/b.conf\"] [line \"8\"] [id \"920350\"] [msg \"Host\"] [data \"[id \\\"1\\\"]\"]"));
    CPPUNIT_ASSERT(numeric != id("[file \"/a.conf\"] [line \"7\"] [id \"920300\"] [msg \"Host\"]"));
  }

  // By modules of the time before httpd did it; in a log the reader has taken it away.
  void ClientThatIsNamedOnceMore() {
    Same(
        {"ModSecurity: Warning. detected SQLi using libinjection. [file \"/a\"] [line \"1\"] [id \"942100\"]",
         "[client 192.0.2.7] ModSecurity: Warning. detected SQLi using libinjection. [file \"/a\"] [line "
         "\"1\"] [id \"942100\"]",
         "[client 2001:db8::1] [client 192.0.2.7] ModSecurity: Warning. detected SQLi using libinjection. "
         "[file \"/a\"] [line "
         "\"1\"] [id \"942100\"]"});
  }

  void Texts() {
    const char* texts[][2] = {
        {"AH00128: File does not exist: /srv/www/a b", "AH00128: File does not exist: <*>"},
        {"AH01618: user bob not found: /x", "AH01618: user <*> not found: <*>"},
        {"AH01071: Got error 'PHP message: PHP Notice:  Undefined index: a in /a.php on line 3'",
         "AH01071: Got error 'PHP message: PHP Notice: Undefined index: <*> in <*> on line <*>"},
        {"AH01215: stderr from /cgi/a: cannot open file 7", "AH01215: stderr from <*>: cannot open file <*>"},
        {"PHP Warning:  fopen(/tmp/x): failed to open stream: Permission denied in /a.php on line 1",
         "PHP Warning: fopen(<*>): failed to open stream: Permission denied in <*> on line <*>"},
        {"mod_jk child init 1 -2", "mod_jk child init <*>"},
        {"a zqx 7 (c) zqy", "a <*>"},
        {"\x1b[2J\xff", "<*>"},
        // Brackets go or stay with their other half.
        {"AH00489: Apache/2.4.62 (Debian) OpenSSL/3.0.15 configured -- resuming normal operations",
         "AH00489: <*> configured -- resuming normal operations"},
        {"AH00163: Apache/2.4.62 (Zqx) mod_zqx/1.0 (zqy) [zqz] configured", "AH00163: <*> configured"},
        {"user zqx (zqy) 7 not found", "user <*> not found"},
        {"user (zqx) 7 not found", "user (<*>) not found"},
        {"user ([zqx 7] 8) zqy not found", "user ([<*>]) not found"},
        {"user zqx 7) not found", "user <*>) not found"},
    };
    for (const auto& [message, text] : texts) CPPUNIT_ASSERT_EQUAL(std::string(text), TextOf(message));
    std::array<char, 10> small;
    CPPUNIT_ASSERT_EQUAL(
        std::string("AH00128: F"),
        std::string(small.data(), TemplateText(128, "AH00128: File does not exist: /a", small)));
  }

  // Words, names, signs and numbers in any order, under no number.
  void SameTextSameId() {
    constexpr const char* kParts[] = {
        "user", "File", "not found", "zqx",   "/a b",   "'q r'",  "\"x\"", "7",
        "(",    "):",   "a=1",       "host=", "-",      "open()", "zq(1)", "Content-Length",
        "[",    "]",    "\\n",       "in",    "request"};
    std::mt19937 random(7);
    std::set<std::pair<std::string, TemplateId>> seen;
    std::set<TemplateId> ids;
    std::set<std::string> words;  // of the texts, without the signs between them
    for (int round = 0; round < 20'000; ++round) {
      std::string message;
      for (uint32_t i = 0; i < 1 + Below(random, 5); ++i)
        message += std::string(kParts[Below(random, std::size(kParts))]) + " ";
      const std::string text = TextOf(message);
      if (text.empty()) continue;
      std::string letters;
      for (const char c : text)
        if (IsAlpha(c) || c == '*' || c == ' ') letters += c;
      seen.emplace(text, IdOf(message));
      ids.insert(IdOf(message));
      words.insert(letters);
    }
    std::set<std::string> texts;
    for (const auto& [text, id] : seen) CPPUNIT_ASSERT_MESSAGE(text, texts.insert(text).second);
    CPPUNIT_ASSERT(ids.size() > 500 && ids.size() <= words.size());
  }

  // They stand in state files, and are compared between hosts and versions.
  void IdsStay() {
    CPPUNIT_ASSERT_EQUAL(TemplateId{0xBC7F6C7609966392}, IdOf("File does not exist: /a"));
    CPPUNIT_ASSERT_EQUAL(TemplateId{0xB7D2344EEBE630D8},
                         IdOf("PHP Notice:  Undefined index: a in /b on line 1"));
    CPPUNIT_ASSERT_EQUAL(TemplateId{0x8BC77C55C353626E}, IdOf("AH01071: Got error 'Primary script unknown'"));
  }

  // Paths, names and quoted texts of any bytes that httpd leaves unescaped, in messages of each form.
  void WhatAClientChoosesMakesNoTemplates() {
    std::mt19937 random(11);
    const auto chosen = [&random](std::string_view alphabet) {
      std::string text;
      for (uint32_t i = 0; i < 1 + Below(random, 30); ++i)
        text += alphabet[Below(random, static_cast<uint32_t>(alphabet.size()))];
      return text;
    };
    constexpr std::string_view kPath = "abcdefghijklmnopqrstuvwxyz0123456789/.-_ '()[]=:;%&?";
    constexpr std::string_view kName = "abcdefghijklmnopqrstuvwxyz0123456789.-_@";
    std::set<TemplateId> ids;
    for (int round = 0; round < 2000; ++round) {
      ids.insert(IdOf("File does not exist: /srv/" + chosen(kPath)));
      ids.insert(IdOf("client denied by server configuration: /" + chosen(kPath)));
      ids.insert(IdOf("Invalid URI in request GET " + chosen(kPath)));
      ids.insert(IdOf("user u" + chosen(kName) + ": authentication failure for \"/" + chosen(kPath) +
                      "\": Password Mismatch"));
      ids.insert(IdOf("PHP Notice:  Undefined index: u" + chosen(kName) + " in /a.php on line 1"));
    }
    CPPUNIT_ASSERT_EQUAL(std::size_t{5}, ids.size());
  }

  void AnyBytes() {
    std::mt19937 random(3);
    for (int round = 0; round < 20'000; ++round) {
      std::string message = round % 3 == 0 ? "AH01071: Got error '" : round % 3 == 1 ? "ModSecurity: " : "";
      for (uint32_t i = 0; i < Below(random, 60); ++i)
        message += round % 2 == 0 ? static_cast<char>(random()) : "ab 1'\"\\n()[]=:/_-"[Below(random, 18)];
      const std::string text = TextOf(message);
      CPPUNIT_ASSERT(text.size() <= kTemplateTextBytes);
      for (const char c : text) CPPUNIT_ASSERT(c >= ' ' && c <= '~');
      CPPUNIT_ASSERT_EQUAL(message.empty(), IdOf(message) == 0);
    }
  }

  void TakesLinearTimeAndNoMemory() {
    for (const char* unit :
         {"a", "' ", "\" ", "(", "f(", "a=", "[client ", "\\", "] ", "PHP message: ", "a-", "zq "}) {
      const AllocationCounter allocations;
      const std::string text = Repeated(unit, 8192);
      const std::size_t before = allocations.count();
      for (const LogId log_id : {0U, 1071U, 1215U}) TemplateOf(log_id, text);
      const std::size_t count = allocations.count() - before;
      CPPUNIT_ASSERT_EQUAL(std::size_t{0}, count);
      CPPUNIT_ASSERT_MESSAGE(
          unit, TakesLinearTime(Repeated(unit, kTemplateMessageBytes), [](std::string_view message) {
            for (int i = 0; i < 200; ++i) TemplateOf(0, message);
          }));
    }
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(MessageTemplateTest);

}  // namespace
}  // namespace errwatch
