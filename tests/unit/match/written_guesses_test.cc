#include "match/written_guesses.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>

namespace errwatch {
namespace {

class WrittenGuessesTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(WrittenGuessesTest);
  CPPUNIT_TEST(LogInsOfGraphQl);
  CPPUNIT_TEST(PasswordsThatAreSetAreNone);
  CPPUNIT_TEST(VariablesStandForTheirValues);
  CPPUNIT_TEST(CallsOfXmlRpc);
  CPPUNIT_TEST(CountIsBounded);
  CPPUNIT_TEST_SUITE_END();

 public:
  static Guess GuessOf(std::string_view text) {
    Guess guess;
    AddWrittenGuesses(text, guess);
    return guess;
  }

  void LogInsOfGraphQl() {
    const Guess one = GuessOf(R"(query=mutation{login(user:"a",password:"p"){token}})");
    CPPUNIT_ASSERT(one.kind == GuessKind::kPassword && one.count == 1 && one.account != 0);
    CPPUNIT_ASSERT(GuessOf(R"(query=mutation{login(user:"a",password:+"q"){token}})").secret != one.secret);
    const Guess two =
        GuessOf(R"(query={a:signIn(password:"p"){x}+b:signIn(password:"q"){x}+c:signIn(password:"q"){x}})");
    CPPUNIT_ASSERT_EQUAL(uint16_t{2}, two.count);
    const Guess batch = GuessOf(R"(query={login(password:"p"){x}}&query={login(password:"q"){x}})");
    CPPUNIT_ASSERT_EQUAL(uint16_t{2}, batch.count);
  }

  void PasswordsThatAreSetAreNone() {
    for (const char* none :
         {R"(query={createUser(name:"a",password:"p"){id}})", R"(query=login+password:"x")",
          R"(query={login(id:1){x}})", R"(text={login(password:"p"){x}})", R"(query={login(password:)",
          "query={:", "query=", ""})
      CPPUNIT_ASSERT_MESSAGE(none, GuessOf(none).kind == GuessKind::kNone);
  }

  void VariablesStandForTheirValues() {
    const auto of = [](const char* value) {
      return GuessOf(std::string(R"(query=mutation($p:String!){login(password:$p){token}}&variables[p]=)") +
                     value);
    };
    CPPUNIT_ASSERT(of("a").kind == GuessKind::kPassword && of("a").secret != of("b").secret);
    CPPUNIT_ASSERT_EQUAL(of("a").secret, of("a").secret);
  }

  static std::string Calls(std::string_view method, int count) {
    std::string text = "=<methodCall><methodName>system.multicall</methodName>";
    for (int i = 0; i < count; ++i)
      text.append("<name>methodName</name><value><string>")
          .append(method)
          .append("</string></value><string>p")
          .append(std::to_string(i))
          .append("</string>");
    return text;
  }

  void CallsOfXmlRpc() {
    CPPUNIT_ASSERT_EQUAL(uint16_t{5}, GuessOf(Calls("wp.getUsersBlogs", 5)).count);
    CPPUNIT_ASSERT(GuessOf(Calls("ticket.get", 5)).kind == GuessKind::kNone);
    CPPUNIT_ASSERT(GuessOf("=<a><name>methodName</name>wp.x</a>").kind == GuessKind::kNone);
    CPPUNIT_ASSERT(GuessOf("=<a>system.multicall<name>methodName</name>").kind == GuessKind::kNone);
  }

  void CountIsBounded() { CPPUNIT_ASSERT_EQUAL(uint16_t{16}, GuessOf(Calls("wp.getUsersBlogs", 500)).count); }
};
CPPUNIT_TEST_SUITE_REGISTRATION(WrittenGuessesTest);

}  // namespace
}  // namespace errwatch
