#include "structure/header_injection.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <string>
#include <vector>

#include "unit/allocation_counter.h"
#include "unit/decoded_value.h"
#include "unit/everyday_values.h"

namespace errwatch {
namespace {

class HeaderInjectionTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(HeaderInjectionTest);
  CPPUNIT_TEST(AttacksAreFound);
  CPPUNIT_TEST(EverydayValuesAreNot);
  CPPUNIT_TEST(NearMissesAreNot);
  CPPUNIT_TEST(AllocatesNothing);
  CPPUNIT_TEST_SUITE_END();

 public:
  void AttacksAreFound() {
    CPPUNIT_ASSERT_EQUAL(std::string(), Misjudged(HasHeaderInjection, kAttacks, true));
  }
  void EverydayValuesAreNot() {
    CPPUNIT_ASSERT_EQUAL(std::string(), Misjudged(HasHeaderInjection, kEverydayValues, false));
  }
  void NearMissesAreNot() {
    CPPUNIT_ASSERT_EQUAL(std::string(), Misjudged(HasHeaderInjection, kNearMisses, false));
  }

  void AllocatesNothing() {
    std::vector<DecodedValue> values;
    for (const auto* list : {&kAttacks, &kNearMisses})
      for (const std::string_view sent : *list) values.emplace_back(sent);
    std::size_t found = 0;
    const AllocationCounter counter;
    for (const DecodedValue& value : values) found += HasHeaderInjection(value.value());
    const std::size_t allocations = counter.count();
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, allocations);
    CPPUNIT_ASSERT_EQUAL(kAttacks.size(), found);
  }

 private:
  // As they are sent in a query.
  const std::vector<std::string_view> kAttacks = {
      "%0d%0aSet-Cookie: a=b",
      "x%0d%0aSet-Cookie:a=b",
      "x%0aSet-Cookie:a=b",
      "x%0dSet-Cookie:a=b",
      "x%250d%250aSet-Cookie:a",
      "x%25250aSet-Cookie:a",
      "%25%30%61Set-Cookie:a",
      "%25%30aSet-Cookie:a",
      "%E5%98%8A%E5%98%8DSet-Cookie:a",
      "x%e5%98%8aFoo:bar",
      "x%e5%98%8dFoo:bar",
      "%C0%8AFoo:bar",
      "%u000aSet-Cookie:a",
      "\\r\\nSet-Cookie:a",
      "\\nSet-Cookie: a",
      "x%0d%0a%20Set-Cookie: a",
      "x%0d%0a%0d%0aContent-Length: 0",
      "x%0d%0aContent-Type: text/html%0d%0a%0d%0a<b>",
      "x%0d%0aContent-Length:5",
      "x%0d%0aTransfer-Encoding: chunked",
      "x%0d%0aLocation: http://x.example",
      "x%0d%0aLocation:/x",
      "x%0d%0aRefresh: 0;url=x",
      "x%0d%0aX-Forwarded-For: 1.2.3.4",
      "x%0d%0aX-Injected: 1",
      "x%0d%0aAccess-Control-Allow-Origin: *",
      "x%0d%0aHost: evil.example",
      "x%0d%0aCookie: a=b",
      "x%0d%0aStatus: 200 OK",
      "x%0d%0aWWW-Authenticate: Basic",
      "en-US%0d%0aCache-Control: x",
      "x%0d%0aHTTP/1.1 200 OK",
      "x%0d%0a%0d%0aHTTP/1.1 200 OK",
      "x%0d%0aGET /admin HTTP/1.1",
      "x HTTP/1.1%0d%0aHost: a.b",
      "x%0d%0aPOST http://x/ HTTP/1.0",
      "a@b.example%0aBcc: c@d.example",
      "a@b.example%0d%0aTo: c@d.example",
      "a@b.example%0aCc:c@d.example",
      "a@b.example%0aSubject: x",
      "Hi%0aBcc:c@d.example",
      "x%0aContent-Disposition: attachment",
      "x%0aMIME-Version: 1.0",
      "x%0d%0aMAIL FROM:<a@b>",
      "x%0d%0aRCPT TO:<a@b>",
      "x%0d%0aEHLO x",
      "x%0d%0aHELO x",
      "x%0d%0aVRFY root",
      "x%0d%0aa1 LOGIN u p",
      "x%0d%0aA001 SELECT inbox",
      "x%0d%0aV100 CAPABILITY",
      "x%0d%0aRETR 1",
      "x%0d%0aDELE 7",
      "x%0d%0aSTOR /x",
      "x%0d%0aCWD /x",
      "x%0d%0aCONFIG SET dir /x",
      "x%0d%0aSLAVEOF 1.2.3.4 6379",
      "x%0d%0aFLUSHALL",
      "x%0d%0aEVAL \"x\" 0",
      "%0d%0a*3%0d%0a$3%0d%0aset",
      "x%0d%0aset k 0 3600 5%0d%0ahello",
      "x%0d%0aadd key 1 2 3",
  };
  const std::vector<std::string_view> kNearMisses = {
      "Hello%0d%0aSubject: hello",
      "Dear all,%0d%0athis is%0d%0aTo: you",
      "Hello%0d%0aFrom: Tom",
      "Hi%0aCc: all",
      "one%0d%0aLocation: Berlin",
      "one%0aHost: Anna",
      "x%0aStatus: open",
      "x%0aCookie: yes",
      "x%0aLink: https://example.org",
      "x%0aDate: Monday",
      "x%0aServer: down",
      "x%0aNote: y",
      "x%0aPS: y",
      "x%0aE-mail: a@b",
      "x%0aCheck-in: 5",
      "x%0aFollow-up: y",
      "x%0aT-shirt: M",
      "x%0aX-ray: y",
      "x%0aTo-do: y",
      "x%0aa: b",
      "x%0ahttp: y",
      "x%0ahttps://example.org",
      "x%0aRefresh: please",
      "x%0aAccept: yes",
      "x%0aVia: Rome",
      "x%0aAge: 7",
      "I get this answer of the server:%0d%0aHTTP/1.1 200 OK%0d%0aContent-Type: text/html",
      "How do I set these headers?%0d%0aCache-Control: no-cache",
      "my request is this one here%0d%0aGET /x HTTP/1.1",
      "a note to everybody here%0aBcc: is not used",
      "x%0aget milk",
      "x%0aset table",
      "x%0aadd salt 1 2",
      "x%0areplace oil",
      "x%0aset a 1 2",
      "x%0adelete me",
      "x%0alist 1",
      "x%0atop 10",
      "x%0aquit",
      "x%0adata",
      "x%0auser x",
      "x%0apass y",
      "x%0aeval x",
      "x%0aretr",
      "x%0aretr x",
      "x%0aa1 x",
      "x%0aa1 steak",
      "x%0a5 login",
      "x%0alogin a",
      "x%0aehlo",
      "x%0ahelo",
      "x%0amail from Tom",
      "x%0aflush",
      "x%0a*3",
      "x%0a$5%0a*3",
      "x%0a*3%0ax%0a$3",
      "x%0apost office",
      "x%0aGET well",
      "x%0aput it",
      "%0d%0a",
      "%0a%0a%0a",
      "%0d%0a%0d%0a<b>x</b>",
      "x%0a<b>",
      "Set-Cookie: a=b",
      "Content-Type: text/html",
      "HTTP/1.1 200 OK",
      "GET / HTTP/1.1",
      "Bcc: a@b",
      "mail from:<a@b>",
      "x%20Set-Cookie: a",
      "x%09Set-Cookie: a",
      "x\\tSet-Cookie:a",
      "C:\\new\\readme: x",
      "\\r\\n",
      "\\nname: x",
      "a\\nb: c",
      "%5cn",
      "%e5%98%8a",
      "%e5%98%8bFoo:bar",
      "%e5%99%8aFoo:bar",
      "%e5%98%8a x",
      "%c4%8dlen: x",
      "%c0%8b",
      "%u560",
      "%",
      "%0",
      "%0g",
      "%25",
      "%2",
      "%250",
      "%25%30",
      "%25%3",
      "%25%30%6",
      "x%00Set-Cookie: a",
  };
};

CPPUNIT_TEST_SUITE_REGISTRATION(HeaderInjectionTest);

}  // namespace
}  // namespace errwatch
