#include "cli/report/anonymizer.h"

#include <cppunit/extensions/HelperMacros.h>

#include "unit/report_fixture.h"

namespace errwatch::cli {
namespace {

class AnonymizerTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(AnonymizerTest);
  CPPUNIT_TEST(TheSameEachTime);
  CPPUNIT_TEST(AddressesInTexts);
  CPPUNIT_TEST(AddressesThatAreWrittenOtherwise);
  CPPUNIT_TEST(AddressesWithinWords);
  CPPUNIT_TEST(NothingIsHiddenBehindPercentSigns);
  CPPUNIT_TEST(WhatIsNoAddressStays);
  CPPUNIT_TEST(Users);
  CPPUNIT_TEST(LongRandomWords);
  CPPUNIT_TEST_SUITE_END();

  Anonymizer names_{ClientPrefix()};

  void Same(std::string_view expected, std::string_view text) {
    CPPUNIT_ASSERT_EQUAL_MESSAGE(std::string(text), std::string(expected), names_.Text(text));
  }

 public:
  void TheSameEachTime() {
    CPPUNIT_ASSERT_EQUAL(std::string("client-1"), names_.Client(AddressOf("192.0.2.4")));
    CPPUNIT_ASSERT_EQUAL(std::string("client-2"), names_.Client(AddressOf("2001:db8::1")));
    CPPUNIT_ASSERT_EQUAL(std::string("client-1"), names_.Client(AddressOf("192.0.2.4")));
    CPPUNIT_ASSERT_EQUAL(std::string("client-2"), names_.Client(AddressOf("2001:db8::2")));  // of one network
  }

  void AddressesInTexts() {
    Same("[client client-1:4000] x client-2, client-1", "[client 192.0.2.4:4000] x 192.0.2.5, 192.0.2.4");
    Same("from client-3 and [client-3]:80", "from 2001:db8::1 and [2001:db8::9]:80");
    Same("unable to connect to client-3: refused, client-3.",
         "unable to connect to 2001:db8::1: refused, 2001:db8::.");
    Same("x=client-1&y", "x=192.0.2.4&y");
    Same("http://client-1/", "http://::ffff:192.0.2.4/");
  }

  void AddressesThatAreWrittenOtherwise() {
    Same("client-1.example.net", "192-0-2-4.example.net");
    Same("client-2.ipv6-literal.net client-2", "2001-db8-0-2--1.ipv6-literal.net 2001-db8-0-2-1-2-3-4");
    Same("url=http://client-1/x", "url=http%3a%2f%2f192.0.2.4/x");
    Same("client-1", "%31%39%32%2e0.2.4");
    Same("client-1", "%2531%2539%2532.0.2.4");
    Same("http://***/x", "http://3221225988/x");
    Same("http://***:80/x", "http://0xc0000204:80/x");
  }

  // Names that providers give; what a program writes in front of one.
  void AddressesWithinWords() {
    Same("hostclient-1.example.net c-client-1.example.net",
         "host192-0-2-4.example.net c-192-0-2-4.example.net");
    Same("sess_client-1 ip_client-1x", "sess_192.0.2.4 ip_192.0.2.4x");
    Same("dyn-client-2.example.net x-client-2-", "dyn-2001-DB8--7.example.net x-2001-db8--7-");
    Same("hostclient-2.example.net h_client-2", "host2001-db8--1.example.net h_2001-db8--1");
    Same("2001-db8--client-1", "2001-db8--192.0.2.4");
    Same("v300.1.2.3 x1.2.3 a1.2.3.4444", "v300.1.2.3 x1.2.3 a1.2.3.4444");
  }

  // Nor is an address behind one that is shown, decoded once where twice would hide it again.
  void NothingIsHiddenBehindPercentSigns() {
    names_.KnowUser("eve");
    Same("client-1 a=client-2", "192.0.2.4 a%3d192.0.2.5");
    Same("email=user-2&x", "email=bob%40example.org&x");
    Same("u=user-1", "u%3deve");
    Same("u=user-1", "u%253deve");
    Same("u=user-1 client-2", "u%25253deve%252520192.0.2.5");
    Same("/home/user-3/", "%2fhome%2Fcarol/");
    Same("/home/user-3/%41", "/home/carol/%41");  // which hides nothing
    Same("id=***", "id%3d8f3a09bcd1e2f4a5b6c7");
    Same("a=client-2%3535", "a%3d192.0.2.5%253535");
  }

  void WhatIsNoAddressStays() {
    for (const char* text : {"10:00:00",    "Class::add",        "300.1.2.3",
                             "a%20b%zz",    "/index.php?id=17",  "2026-11-22",
                             "1.2.3",       "std::ab",           "::",
                             "--",          "bad--face",         "-v --add --2",
                             "id=1--",      "' or 1=1--",        "face--3.css",
                             "col-2--4",    "nav-bed--1",        "/image-800--600.jpg",
                             "2024-05--06", "2026-11-30--12:00", "pp. 2010--2020",
                             "2001-db8--1g"})
      Same(text, text);
  }

  void Users() {
    names_.KnowUser("eve");
    Same("user user-1: failure for /private/eventful, user-1.",
         "user eve: failure for /private/eventful, eve.");
    Same("mail user-2 x, user-2", "mail bob@example.org x, Bob@Example.Org");
    Same("/home/user-3/www /~user-4/", "/home/carol/www /~dave/");
    CPPUNIT_ASSERT_EQUAL(std::string("user-1"), names_.User("eve"));
  }

  void LongRandomWords() {
    Same("/reset/***/x", "/reset/8f3a09bcd1e2f4a5b6c7/x");
    Same("/administration-of-things", "/administration-of-things");
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(AnonymizerTest);

}  // namespace
}  // namespace errwatch::cli
