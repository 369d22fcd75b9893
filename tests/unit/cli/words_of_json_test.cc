#include "cli/words_of_json.h"

#include <cppunit/extensions/HelperMacros.h>

#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "model/category.h"
#include "model/incident_kind.h"

namespace errwatch::cli {
namespace {

class WordsOfJsonTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(WordsOfJsonTest);
  CPPUNIT_TEST(HoldsEachListOnce);
  CPPUNIT_TEST(NamesWhatIsNoCategory);
  CPPUNIT_TEST_SUITE_END();

 public:
  void HoldsEachListOnce() {
    CPPUNIT_ASSERT_EQUAL(std::size_t{kCategoryCount + 1}, words_["category"].size());
    CPPUNIT_ASSERT_EQUAL(std::size_t{kIncidentKindCount}, words_["kind"].size());
    for (const auto& [name, list] : words_.items()) {
      const auto words = list.get<std::vector<std::string>>();
      CPPUNIT_ASSERT_MESSAGE(name, !words.empty() && !std::set(words.begin(), words.end()).contains(""));
      CPPUNIT_ASSERT_EQUAL_MESSAGE(name, words.size(), std::set(words.begin(), words.end()).size());
    }
  }

  void NamesWhatIsNoCategory() {
    CPPUNIT_ASSERT_EQUAL(std::string("benign"), words_["category"].back().get<std::string>());
    CPPUNIT_ASSERT_EQUAL(std::string("any"), words_["limit"].back().get<std::string>());
    CPPUNIT_ASSERT_EQUAL(std::string("by hand"), words_["reason"].back().get<std::string>());
    CPPUNIT_ASSERT_EQUAL(std::string(R"(["Off","On","DetectionOnly"])"), words_["engine"].dump());
    CPPUNIT_ASSERT_EQUAL(std::string(R"(["alert","event"])"), words_["ecs_kind"].dump());
  }

 private:
  nlohmann::ordered_json words_ = WordsOfJson();
};
CPPUNIT_TEST_SUITE_REGISTRATION(WordsOfJsonTest);

}  // namespace
}  // namespace errwatch::cli
