#include "pages/top_targets.h"

#include <cppunit/extensions/HelperMacros.h>

namespace errwatch::store {
namespace {

class TopTargetsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(TopTargetsTest);
  CPPUNIT_TEST(CountsByPathAndHost);
  CPPUNIT_TEST(LeavesOutWhatIsNoRequest);
  CPPUNIT_TEST_SUITE_END();

  static Incident Of(const char* client, std::string_view vhost, std::string_view uri, uint64_t time,
                     Category category = Category::kXss) {
    Incident incident;
    incident.client = *ClientAddress::Parse(client);
    incident.vhost = vhost;
    incident.uri = uri;
    incident.time = {time};
    incident.category = category;
    return incident;
  }

  // Queries do not tell paths apart, hosts do. The first one added is the newest.
  void CountsByPathAndHost() {
    TopTargets targets;
    targets.Add(Of("192.0.2.1", "a", "/x?q=2", 9, Category::kSqlInjection));
    targets.Add(Of("192.0.2.1", "a", "/x?q=1", 8));
    targets.Add(Of("192.0.2.2", "a", "/x", 7));
    targets.Add(Of("192.0.2.2", "b", "/x", 7));
    targets.Add(Of("192.0.2.2", "a", "/y", 6));
    targets.Add(Of("192.0.2.2", "a", "/y", 5));
    const std::vector<TargetRow> rows = targets.Rows(2);
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, rows.size());
    CPPUNIT_ASSERT_EQUAL(std::string("/x"), rows[0].path);
    CPPUNIT_ASSERT_EQUAL(std::string("a"), rows[0].vhost);
    CPPUNIT_ASSERT_EQUAL(uint32_t{3}, rows[0].incidents);
    CPPUNIT_ASSERT_EQUAL(uint32_t{2}, rows[0].clients);
    CPPUNIT_ASSERT_EQUAL(uint64_t{9}, rows[0].last.value);
    CPPUNIT_ASSERT_EQUAL(std::string("sql_injection"), rows[0].category);
    CPPUNIT_ASSERT_EQUAL(std::string("/y"), rows[1].path);
    CPPUNIT_ASSERT_EQUAL(std::size_t{3}, targets.Rows(100).size());
  }

  void LeavesOutWhatIsNoRequest() {
    TopTargets targets;
    targets.Add(Incident());
    CPPUNIT_ASSERT(targets.Rows(10).empty());
    Incident odd = Of("192.0.2.1", "", "?", 1, static_cast<Category>(250));
    targets.Add(odd);
    CPPUNIT_ASSERT_EQUAL(std::string(), targets.Rows(10).at(0).category);
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(TopTargetsTest);

}  // namespace
}  // namespace errwatch::store
