// What a request may cost (match/work.h), as rules see it.
#include "match/work.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "unit/rules/engine.h"

namespace errwatch {
namespace {

std::string Repeated(std::string_view unit, std::size_t bytes) {
  std::string text;
  while (text.size() < bytes) text += unit;
  text.resize(bytes);
  return text;
}

class RequestWorkTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(RequestWorkTest);
  CPPUNIT_TEST(ARequestThatTakesTooMuchIsEvidence);
  CPPUNIT_TEST(ManyEntriesOfOneRequestAreNone);
  CPPUNIT_TEST(LaterEntriesSaySoToo);
  CPPUNIT_TEST(ShortFieldsAreAlwaysLookedAt);
  CPPUNIT_TEST(PaddingHidesNothingShorter);
  CPPUNIT_TEST(ABodyHasStepsOfItsOwn);
  CPPUNIT_TEST(StepsAreTheSameEachTime);
  CPPUNIT_TEST_SUITE_END();

  static constexpr const char* kFields = "target=uri,args,agent,referer,cookie,headers,body";
  Engine engine_{{std::string("1 resource_exhaustion ") + kFields + " structure=costly",
                  std::string("2 code_injection ") + kFields + " structure=shell",
                  std::string("3 code_injection ") + kFields + " structure=program",
                  std::string("4 sql_injection ") + kFields + " structure=sql",
                  std::string("5 xss ") + kFields + " structure=script",
                  std::string("6 vuln_scan target=uri \"/probe\""),
                  std::string("7 server_fault target=message \"^notice\"")}};
  const std::string costly_ = Repeated("a(b;c='d<e[", 8190);

  Entry Costly() const {
    Entry entry;
    entry.uri = "/x";
    entry.args = entry.agent = entry.referer = entry.cookie = entry.headers = costly_;
    return entry;
  }
  Classification Ask(const Entry& entry, RequestWork* work = nullptr) {
    return Classify(engine_.set(), entry, nullptr, engine_.scratch(), work);
  }
  static bool Names(const Classification& answer, uint32_t rule) {
    return std::find(answer.rules.begin(), answer.rules.end(), rule) != answer.rules.end();
  }

 public:
  void ARequestThatTakesTooMuchIsEvidence() {
    const Classification answer = Ask(Costly());
    CPPUNIT_ASSERT(answer.unread && Names(answer, 1));
    Entry half;
    half.args = half.cookie = costly_;
    const Classification all_read = Ask(half);
    CPPUNIT_ASSERT(!all_read.unread && !Names(all_read, 1));
  }

  void ManyEntriesOfOneRequestAreNone() {
    RequestWork work;
    Entry entry;
    entry.message = "notice";
    entry.uri = "/x";
    const std::string args = Repeated("a=b&text=what+(is)+this&", 3000);
    entry.args = args;
    bool unread = false;
    for (int i = 0; i < 400; ++i) {
      const Classification answer = Ask(entry, &work);
      CPPUNIT_ASSERT(Names(answer, 7) && !Names(answer, 1));
      unread = unread || answer.unread;
    }
    CPPUNIT_ASSERT(unread && work.left < RequestWork::kSteps / 8);
  }

  // The response is judged when nothing is left.
  void LaterEntriesSaySoToo() {
    RequestWork work;
    Ask(Costly(), &work);
    CPPUNIT_ASSERT(Names(Ask(Costly(), &work), 1));
  }

  void ShortFieldsAreAlwaysLookedAt() {
    RequestWork work;
    Ask(Costly(), &work);
    Entry entry = Costly();
    entry.uri = "/probe";
    for (int i = 0; i < 20; ++i) CPPUNIT_ASSERT(Names(Ask(entry, &work), 6));
  }

  void PaddingHidesNothingShorter() {
    Entry entry = Costly();
    entry.cookie = "a=1;b=x;cat /etc/passwd|sh";
    const Classification answer = Ask(entry);
    CPPUNIT_ASSERT(answer.unread && Names(answer, 1) && Names(answer, 2));
  }

  void ABodyHasStepsOfItsOwn() {
    const std::string_view words = "When we were in Spain (last year), it was \"nice\". ";
    const std::string attack = "text=" + Repeated(words, 4000) + "&q=a;cat /etc/passwd|sh";
    const std::string harmless = "text=" + Repeated(words, 60000);
    Entry entry = Costly();
    entry.body = attack;
    const Classification answer = Ask(entry);
    CPPUNIT_ASSERT(answer.unread && Names(answer, 2));
    entry = {};
    entry.body = harmless;
    CPPUNIT_ASSERT(!Ask(entry).unread);
  }

  void StepsAreTheSameEachTime() {
    RequestWork first;
    RequestWork second;
    Entry entry;
    entry.cookie = costly_;
    Ask(entry, &first);
    Ask(entry, &second);
    CPPUNIT_ASSERT(first.left == second.left && first.left < RequestWork::kSteps);
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(RequestWorkTest);

}  // namespace
}  // namespace errwatch
