#include "model/client_address.h"

#include <arpa/inet.h>
#include <cppunit/extensions/HelperMacros.h>

#include <array>
#include <random>
#include <set>

namespace errwatch {
namespace {

ClientAddress Parsed(std::string_view text) {
  const auto address = ClientAddress::Parse(text);
  CPPUNIT_ASSERT_MESSAGE(std::string(text), address.has_value());
  return *address;
}

class ClientAddressTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ClientAddressTest);
  CPPUNIT_TEST(ParsesAndPrints);
  CPPUNIT_TEST(RefusesWhatIsNoNumericAddress);
  CPPUNIT_TEST(DottedQuadsAreThoseOfInetPton);
  CPPUNIT_TEST(MappedAddressIsTheSameClient);
  CPPUNIT_TEST(TranslatedAddressIsTheSameClient);
  CPPUNIT_TEST(WhatNoTranslatorWrites);
  CPPUNIT_TEST(RawBytes);
  CPPUNIT_TEST(WordsRoundTrip);
  CPPUNIT_TEST(MasksByFamily);
  CPPUNIT_TEST(MasksEveryLength);
  CPPUNIT_TEST(PrintsPrefixWhereItIsShorter);
  CPPUNIT_TEST(OrdersAsNumbers);
  CPPUNIT_TEST(EmptyIsUnspecified);
  CPPUNIT_TEST_SUITE_END();

 public:
  void ParsesAndPrints() {
    const struct {
      const char* text;
      const char* printed;
    } kCases[] = {
        {"192.0.2.1", "192.0.2.1"},
        {"0.0.0.0", "0.0.0.0"},
        {"255.255.255.255", "255.255.255.255"},
        {"2001:db8::1", "2001:db8::1"},
        {"2001:0DB8:0:0:0:0:0:1", "2001:db8::1"},
        {"[2001:db8::1]", "2001:db8::1"},
        {"fe80::1%eth0", "fe80::1"},
        {"[fe80::1%25eth0]", "fe80::1"},
        {"::", "::"},
        {"::1", "::1"},
        {"::ffff:192.0.2.1", "192.0.2.1"},
        {"::FFFF:c000:201", "192.0.2.1"},
        {"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"},
    };
    for (const auto& c : kCases) CPPUNIT_ASSERT_EQUAL(std::string(c.printed), Parsed(c.text).ToString());
  }

  void RefusesWhatIsNoNumericAddress() {
    using namespace std::string_view_literals;
    for (const auto text : {""sv,
                            "localhost"sv,
                            "192.0.2"sv,
                            "192.0.2.256"sv,
                            "192.0.2.1.1"sv,
                            "192.0.2.01x"sv,
                            "192.0.2.1/24"sv,
                            " 192.0.2.1"sv,
                            "192.0.2.1 "sv,
                            "[192.0.2.1]"sv,
                            "192.0.2.1%eth0"sv,
                            "fe80::1%"sv,
                            "[]"sv,
                            "["sv,
                            "[::1"sv,
                            "::1]"sv,
                            ":::"sv,
                            "1::2::3"sv,
                            "12345::"sv,
                            "2001:db8::g"sv,
                            "192.0.2.1\0.5"sv,
                            "::1\0"sv,
                            "%eth0"sv,
                            "1:2:3:4:5:6:7:8:9"sv,
                            "0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000"sv}) {
      CPPUNIT_ASSERT_MESSAGE(std::string(text), !ClientAddress::Parse(text));
    }
    CPPUNIT_ASSERT(!ClientAddress::Parse(std::string(100'000, '1')));
  }

  void DottedQuadsAreThoseOfInetPton() {
    const std::string_view pieces[] = {"0",   "00",   "01", "1", "10", "99", "255",
                                       "256", "1000", "",   ".", "x",  " "};
    std::mt19937 random(3);
    int taken = 0;
    for (int i = 0; i < 20'000; ++i) {
      std::string text;
      for (int k = 0; k < 4; ++k)
        text += std::string(k == 0 ? "" : ".") + std::string(pieces[random() % (i % 2 == 0 ? 7 : 13)]);
      std::array<unsigned char, 4> octets{};
      const bool expected = inet_pton(AF_INET, text.c_str(), octets.data()) == 1;
      const auto parsed = ClientAddress::Parse(text);
      CPPUNIT_ASSERT_EQUAL_MESSAGE(text, expected, parsed.has_value());
      if (expected) CPPUNIT_ASSERT_MESSAGE(text, *parsed == ClientAddress::FromIpv4(octets.data()));
      taken += expected;
    }
    CPPUNIT_ASSERT(taken > 100);
  }

  void MappedAddressIsTheSameClient() {
    CPPUNIT_ASSERT(Parsed("::ffff:192.0.2.1") == Parsed("192.0.2.1"));
    CPPUNIT_ASSERT(Parsed("192.0.2.1").is_ipv4());
    CPPUNIT_ASSERT(!Parsed("::192.0.2.1").is_ipv4());  // IPv4-compatible, deprecated: not a mapped one
    CPPUNIT_ASSERT(!Parsed("2001:db8::1").is_ipv4());
  }

  void TranslatedAddressIsTheSameClient() {
    for (const char* text : {"64:ff9b::192.0.2.1", "64:ff9b::c000:201", "[64:FF9B::c000:201]",
                             "64:ff9b:1::192.0.2.1", "64:ff9b:1:fffe::192.0.2.1", "::ffff:0:192.0.2.1"})
      CPPUNIT_ASSERT_MESSAGE(text, Parsed(text) == Parsed("192.0.2.1"));
    const ClientPrefix prefix;
    CPPUNIT_ASSERT(Parsed("64:ff9b::192.0.2.1").Masked(prefix) !=
                   Parsed("64:ff9b::192.0.2.2").Masked(prefix));
    uint8_t raw[16];
    CPPUNIT_ASSERT_EQUAL(1, inet_pton(AF_INET6, "64:ff9b::203.0.113.9", raw));
    CPPUNIT_ASSERT(ClientAddress::FromIpv6(raw) == Parsed("203.0.113.9"));
  }

  // Least of all the server's own address, which may be allowed everything.
  void WhatNoTranslatorWrites() {
    for (const char* text :
         {"64:ff9b::127.0.0.1", "64:ff9b::10.1.2.3", "64:ff9b::172.16.0.1", "64:ff9b::192.168.1.1",
          "64:ff9b::169.254.1.1", "64:ff9b::100.64.0.1", "64:ff9b::0.0.0.0", "64:ff9b::224.0.0.1",
          "64:ff9b::255.255.255.255", "64:ff9b:1::127.0.0.1", "::ffff:0:127.0.0.1", "64:ff9b:2::192.0.2.1",
          "64:ff9b::1:192.0.2.1", "64:ff9b:1:fffe:2::192.0.2.1", "64:ff9c::192.0.2.1", "2001:db8::192.0.2.1",
          "::192.0.2.1"})
      CPPUNIT_ASSERT_MESSAGE(text, !Parsed(text).is_ipv4());
  }

  void RawBytes() {
    const uint8_t four[] = {203, 0, 113, 7};
    CPPUNIT_ASSERT(ClientAddress::FromIpv4(four) == Parsed("203.0.113.7"));
    uint8_t sixteen[16] = {0x20, 0x01, 0x0d, 0xb8};
    sixteen[15] = 9;
    CPPUNIT_ASSERT(ClientAddress::FromIpv6(sixteen) == Parsed("2001:db8::9"));
  }

  void WordsRoundTrip() {
    const ClientAddress address = Parsed("2001:db8:1:2:3:4:5:6");
    CPPUNIT_ASSERT_EQUAL(uint64_t{0x20010db800010002}, address.high());
    CPPUNIT_ASSERT_EQUAL(uint64_t{0x0003000400050006}, address.low());
    CPPUNIT_ASSERT(ClientAddress::FromWords(address.high(), address.low()) == address);
    CPPUNIT_ASSERT_EQUAL(uint64_t{0xffffc0000201}, Parsed("192.0.2.1").low());
  }

  void MasksByFamily() {
    const ClientPrefix prefix{24, 56};
    CPPUNIT_ASSERT_EQUAL(std::string("192.0.2.0"), Parsed("192.0.2.77").Masked(prefix).ToString());
    CPPUNIT_ASSERT_EQUAL(std::string("2001:db8:1:200::"),
                         Parsed("2001:db8:1:2ff:3::4").Masked(prefix).ToString());
    CPPUNIT_ASSERT(Parsed("192.0.2.77").Masked(prefix).is_ipv4());
    CPPUNIT_ASSERT(Parsed("192.0.2.77").Masked({}) == Parsed("192.0.2.77"));
    CPPUNIT_ASSERT_EQUAL(std::string("192.0.2.72"), Parsed("192.0.2.77").Masked({29, 64}).ToString());
  }

  void MasksEveryLength() {
    const ClientAddress all = ClientAddress::FromWords(~uint64_t{0}, ~uint64_t{0});
    for (int bits = 0; bits <= 128; ++bits) {
      const uint64_t high = bits == 0 ? 0 : bits >= 64 ? ~uint64_t{0} : ~uint64_t{0} << (64 - bits);
      const uint64_t low = bits <= 64 ? 0 : ~uint64_t{0} << (128 - bits);
      CPPUNIT_ASSERT(ClientAddress::FromWords(high, low) == all.MaskedTo(bits));
    }
    CPPUNIT_ASSERT(all.MaskedTo(-1).empty());
    CPPUNIT_ASSERT(all.MaskedTo(500) == all);
  }

  void PrintsPrefixWhereItIsShorter() {
    CPPUNIT_ASSERT_EQUAL(std::string("192.0.2.1"), Parsed("192.0.2.1").ToString(ClientPrefix{}));
    CPPUNIT_ASSERT_EQUAL(std::string("2001:db8::/64"), Parsed("2001:db8::1").ToString(ClientPrefix{}));
    CPPUNIT_ASSERT_EQUAL(std::string("192.0.2.0/24"), Parsed("192.0.2.1").ToString({24, 64}));
    CPPUNIT_ASSERT_EQUAL(std::string("2001:db8::1"), Parsed("2001:db8::1").ToString({32, 128}));
  }

  void OrdersAsNumbers() {
    const std::set<ClientAddress> ordered = {Parsed("2001:db8::"), Parsed("::1"), Parsed("10.0.0.0"),
                                             Parsed("9.255.255.255")};
    std::string printed;
    for (const ClientAddress& address : ordered) printed += address.ToString() + " ";
    CPPUNIT_ASSERT_EQUAL(std::string("::1 9.255.255.255 10.0.0.0 2001:db8:: "), printed);
  }

  void EmptyIsUnspecified() {
    CPPUNIT_ASSERT(ClientAddress().empty());
    CPPUNIT_ASSERT(Parsed("::").empty());
    CPPUNIT_ASSERT(!Parsed("0.0.0.0").empty());
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ClientAddressTest);

}  // namespace
}  // namespace errwatch
