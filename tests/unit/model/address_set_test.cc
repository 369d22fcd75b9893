#include "model/address_set.h"

#include <cppunit/extensions/HelperMacros.h>

#include <random>

#include "base/ascii.h"
#include "unit/temporary_directory.h"

namespace errwatch {
namespace {

ClientAddress Address(std::string_view text) { return ClientAddress::Parse(text).value(); }

AddressSet SetOf(std::string_view words) {
  AddressSet::Builder set;
  while (!(words = Trim(words)).empty()) {
    const std::string_view word = words.substr(0, words.find(' '));
    CPPUNIT_ASSERT_MESSAGE(std::string(word), set.Add(word).ok());
    words.remove_prefix(word.size());
  }
  return std::move(set).Build();
}

std::string ErrorOf(std::string_view text) {
  AddressSet set;
  const Status added = set.Add(text);
  CPPUNIT_ASSERT_MESSAGE(std::string(text), !added.ok());
  CPPUNIT_ASSERT(set.empty());
  return added.error();
}

void AssertSays(std::string_view part, const std::string& error) {
  CPPUNIT_ASSERT_MESSAGE(error, error.find(part) != std::string::npos);
}

class AddressSetTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(AddressSetTest);
  CPPUNIT_TEST(ContainsEdgesAndNothingBeyond);
  CPPUNIT_TEST(ComesApartIntoPrefixes);
  CPPUNIT_TEST(FamiliesAreApart);
  CPPUNIT_TEST(EveryIpv6RangeAroundIpv4LeavesItOut);
  CPPUNIT_TEST(MappedRangeIsIpv4);
  CPPUNIT_TEST(TranslatedRangeIsIpv4);
  CPPUNIT_TEST(JoinsOverlappingAndAdjacentRanges);
  CPPUNIT_TEST(AgreesWithALinearSearch);
  CPPUNIT_TEST(ErrorsSayWhatWouldBeRight);
  CPPUNIT_TEST(Merges);
  CPPUNIT_TEST(TellsHowMuchOfARangeItHas);
  CPPUNIT_TEST_SUITE_END();

 public:
  void ContainsEdgesAndNothingBeyond() {
    const AddressSet set = SetOf("192.0.2.0/24 2001:db8::/32 198.51.100.7 ::1");
    for (const char* inside : {"192.0.2.0", "192.0.2.255", "::ffff:192.0.2.128", "2001:db8::",
                               "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", "198.51.100.7", "::1"}) {
      CPPUNIT_ASSERT_MESSAGE(inside, set.Contains(Address(inside)));
    }
    for (const char* outside : {"192.0.1.255", "192.0.3.0", "2001:db7:ffff::", "2001:db9::", "198.51.100.6",
                                "198.51.100.8", "::", "::2", "::192.0.2.1", "255.255.255.255"}) {
      CPPUNIT_ASSERT_MESSAGE(outside, !set.Contains(Address(outside)));
    }
    CPPUNIT_ASSERT(!AddressSet().Contains(Address("192.0.2.1")));
  }

  // An administrator who allows ::/0 does not mean every IPv4 client, although they lie inside it in memory.
  void ComesApartIntoPrefixes() {
    const auto prefixes = [](std::string_view words) {
      std::string text;
      for (const auto& [first, bits] : SetOf(words).Prefixes())
        text += (text.empty() ? "" : " ") + first.ToString() + "/" + std::to_string(bits);
      return text;
    };
    CPPUNIT_ASSERT_EQUAL(std::string(), prefixes(""));
    for (const char* as_it_is : {"192.0.2.1/32", "0.0.0.0/0", "10.0.0.0/8 192.0.2.0/25", "2001:db8::/32",
                                 "255.255.255.255/32", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128"})
      CPPUNIT_ASSERT_EQUAL(std::string(as_it_is), prefixes(as_it_is));
    // Neighbours are one; what no prefix can say are several.
    CPPUNIT_ASSERT_EQUAL(std::string("192.0.2.0/24"), prefixes("192.0.2.0/25 192.0.2.128/25"));
    CPPUNIT_ASSERT_EQUAL(std::string("192.0.2.1/32 192.0.2.2/31"), prefixes("192.0.2.1 192.0.2.2/31"));
    // Whatever it is made of, what comes of it holds the same addresses.
    const AddressSet all = SetOf("::/0 0.0.0.0/5 8.0.0.0/30");
    AddressSet::Builder again;
    for (const auto& [first, bits] : all.Prefixes())
      CPPUNIT_ASSERT(again.Add(first.ToString() + "/" + std::to_string(bits)).ok());
    CPPUNIT_ASSERT(std::move(again).Build().Prefixes() == all.Prefixes());
  }

  void FamiliesAreApart() {
    const AddressSet ipv6 = SetOf("::/0");
    for (const char* address : {"::", "::1", "::fffe:ffff:ffff", "::1:0:0:0", "2001:db8::1",
                                "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"}) {
      CPPUNIT_ASSERT_MESSAGE(address, ipv6.Contains(Address(address)));
    }
    for (const char* address : {"0.0.0.0", "192.0.2.1", "255.255.255.255"}) {
      CPPUNIT_ASSERT_MESSAGE(address, !ipv6.Contains(Address(address)));
    }
    const AddressSet ipv4 = SetOf("0.0.0.0/0");
    CPPUNIT_ASSERT(ipv4.Contains(Address("0.0.0.0")) && ipv4.Contains(Address("255.255.255.255")));
    CPPUNIT_ASSERT(!ipv4.Contains(Address("::fffe:ffff:ffff")) && !ipv4.Contains(Address("::1:0:0:0")));
    const AddressSet all = SetOf("0.0.0.0/0 ::/0");
    CPPUNIT_ASSERT_EQUAL(size_t{1}, all.size());
  }

  void EveryIpv6RangeAroundIpv4LeavesItOut() {
    for (int bits = 0; bits < 96; ++bits) {
      const ClientAddress first = Address("192.0.2.1").MaskedTo(bits);
      const AddressSet set = SetOf(first.ToString() + "/" + std::to_string(bits));
      CPPUNIT_ASSERT(!set.Contains(Address("0.0.0.0")) && !set.Contains(Address("255.255.255.255")));
      CPPUNIT_ASSERT(set.Contains(first) && set.Contains(Address("::fffe:ffff:ffff")));
      CPPUNIT_ASSERT_EQUAL(bits < 80, set.Contains(Address("::1:0:0:0")));
    }
  }

  void MappedRangeIsIpv4() {
    CPPUNIT_ASSERT(SetOf("::ffff:192.0.2.0/120").Contains(Address("192.0.2.9")));
    CPPUNIT_ASSERT(!SetOf("::ffff:192.0.2.0/120").Contains(Address("192.0.3.0")));
    CPPUNIT_ASSERT(SetOf("::ffff:0:0/96").Contains(Address("8.8.8.8")));
  }

  void TranslatedRangeIsIpv4() {
    const AddressSet some = SetOf("64:ff9b::c000:200/120");
    for (const char* inside : {"192.0.2.0", "64:ff9b::192.0.2.255"})
      CPPUNIT_ASSERT_MESSAGE(inside, some.Contains(Address(inside)));
    CPPUNIT_ASSERT(!some.Contains(Address("64:ff9b::192.0.3.0")));
    const AddressSet all = SetOf("64:ff9b::/96");
    for (const char* inside : {"64:ff9b::192.0.2.1", "64:ff9b::10.0.0.1"})
      CPPUNIT_ASSERT_MESSAGE(inside, all.Contains(Address(inside)));
    CPPUNIT_ASSERT(!SetOf("2001:db8::/96").Contains(Address("192.0.2.1")));
  }

  void JoinsOverlappingAndAdjacentRanges() {
    CPPUNIT_ASSERT_EQUAL(size_t{1}, SetOf("192.0.2.0/25 192.0.2.128/25").size());
    CPPUNIT_ASSERT_EQUAL(size_t{1},
                         SetOf("192.0.2.7 10.0.0.0/8 192.0.0.0/16 10.1.0.0/16 11.0.0.0/8").size() - 1);
    CPPUNIT_ASSERT_EQUAL(size_t{2}, SetOf("192.0.2.1 192.0.2.3").size());
    // The highest address has no successor.
    const AddressSet top = SetOf("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ::");
    CPPUNIT_ASSERT_EQUAL(size_t{2}, top.size());
    CPPUNIT_ASSERT(!top.Contains(Address("8000::")));
  }

  void AgreesWithALinearSearch() {
    std::mt19937 random(7);
    for (int round = 0; round < 50; ++round) {
      AddressSet set;
      std::vector<std::pair<uint32_t, uint32_t>> plain;
      for (int i = 0; i < 40; ++i) {
        const auto bits = static_cast<uint32_t>(20 + random() % 13);
        const uint32_t mask = ~uint32_t{0} << (32 - bits);
        const uint32_t first = (0x0a000000U | static_cast<uint32_t>(random() & 0x3fff)) & mask;
        plain.emplace_back(first, first | ~mask);
        const ClientAddress address = ClientAddress::FromWords(0, 0xffff'0000'0000 | first);
        CPPUNIT_ASSERT(set.Add(address.ToString() + "/" + std::to_string(bits)).ok());
      }
      for (uint32_t low = 0; low < 0x4100; low += static_cast<uint32_t>(1 + random() % 5)) {
        const uint32_t probe = 0x0a000000U | low;
        const bool inside = std::any_of(plain.begin(), plain.end(), [&](const auto& range) {
          return range.first <= probe && probe <= range.second;
        });
        CPPUNIT_ASSERT_EQUAL(inside, set.Contains(ClientAddress::FromWords(0, 0xffff'0000'0000 | probe)));
      }
    }
  }

  void ErrorsSayWhatWouldBeRight() {
    AssertSays("did you mean 192.0.2.0/24", ErrorOf("192.0.2.1/24"));
    AssertSays("the single address 192.0.2.1", ErrorOf("192.0.2.1/24"));
    AssertSays("did you mean 2001:db8::/32", ErrorOf("2001:db8::1/32"));
    AssertSays("did you mean 192.0.2.0/24", ErrorOf("::ffff:192.0.2.1/120"));
    AssertSays("from 0 to 32", ErrorOf("192.0.2.0/33"));
    AssertSays("from 0 to 128", ErrorOf("2001:db8::/129"));
    AssertSays("names are not looked up", ErrorOf("www.example.org"));
    AssertSays("192.0.2.0/24", ErrorOf("192.0.2"));
    for (const char* text :
         {"", "/", "/24", "192.0.2.0/", "192.0.2.0/-1", "192.0.2.0/+8", "192.0.2.0/24x",
          "192.0.2.0/255.255.255.0", "192.0.2.0/99999999999999999999", "192.0.2.0-192.0.2.9"}) {
      CPPUNIT_ASSERT(!ErrorOf(text).empty());
    }
  }

  void Merges() {
    AddressSet set = SetOf("192.0.2.0/25");
    set.Merge(SetOf("192.0.2.128/25 10.0.0.1"));
    CPPUNIT_ASSERT_EQUAL(size_t{2}, set.size());
    CPPUNIT_ASSERT(set.Contains(Address("192.0.2.200")) && set.Contains(Address("10.0.0.1")));
    set.Merge(AddressSet());
    CPPUNIT_ASSERT_EQUAL(size_t{2}, set.size());
  }

  void TellsHowMuchOfARangeItHas() {
    AddressSet set;
    for (const char* text : {"192.0.2.0/25", "192.0.2.128/25", "198.51.100.7", "2001:db8::/32"})
      CPPUNIT_ASSERT(set.Add(text).ok());
    const auto part = [&](const char* first, int bits) {
      return set.PartOf(*ClientAddress::Parse(first), bits);
    };
    CPPUNIT_ASSERT(part("192.0.2.0", 24) == AddressSet::Part::kAll &&
                   part("192.0.2.9", 32) == AddressSet::Part::kAll);
    CPPUNIT_ASSERT(part("192.0.0.0", 22) == AddressSet::Part::kSome &&
                   part("198.51.100.0", 24) == AddressSet::Part::kSome);
    CPPUNIT_ASSERT(part("203.0.113.0", 24) == AddressSet::Part::kNone &&
                   part("198.51.100.8", 29) == AddressSet::Part::kNone);
    CPPUNIT_ASSERT(part("2001:db8:7::", 48) == AddressSet::Part::kAll &&
                   part("2001::", 16) == AddressSet::Part::kSome);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(AddressSetTest);

}  // namespace
}  // namespace errwatch
