// Every sentence of a few words of SQL: what the detector says of it is what its definition says.
#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <string>
#include <vector>

#include "fuzz/plain_sql_sentence.h"
#include "structure/sql.h"

namespace errwatch {
namespace {

class SqlSentencesTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(SqlSentencesTest);
  CPPUNIT_TEST(OfConditions);
  CPPUNIT_TEST(OfQueries);
  CPPUNIT_TEST(BehindAQuotationMark);
  CPPUNIT_TEST_SUITE_END();

  using Sentences = std::vector<std::string>;

  // All with up to `words` of the vocabulary, one a line, of which detector and definition say another thing.
  static std::string Misjudged(const Sentences& vocabulary, int words, std::size_t* found) {
    std::string wrong;
    Sentences sentences = {""};
    for (int length = 1; length <= words; ++length) {
      Sentences longer;
      for (const std::string& begin : sentences) {
        for (const std::string& word : vocabulary)
          longer.push_back(begin + (begin.empty() ? "" : " ") + word);
      }
      for (const std::string& text : longer) {
        const bool is_injection = HasSql({text, text});
        *found += is_injection;
        if (is_injection != plain::IsSqlInjection(text)) wrong += "\n" + text;
      }
      sentences = std::move(longer);
    }
    return wrong;
  }

  static void Check(const Sentences& vocabulary, int words) {
    std::size_t found = 0;
    CPPUNIT_ASSERT_EQUAL(std::string(), Misjudged(vocabulary, words, &found));
    CPPUNIT_ASSERT(found > 10);
  }

 public:
  void OfConditions() { Check({"1", "2", "x", "or", "=", "like", "--"}, 5); }
  void OfQueries() { Check({"1", "x", "union", "select", ",", "order by", "or", ";"}, 4); }
  void BehindAQuotationMark() { Check({"'", "'a'", "1", "or", "=", "--", "select", ";"}, 4); }
};

CPPUNIT_TEST_SUITE_REGISTRATION(SqlSentencesTest);

}  // namespace
}  // namespace errwatch
