#include "model/forward_record.h"

#include <cppunit/extensions/HelperMacros.h>

namespace errwatch {
namespace {

class ForwardRecordTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ForwardRecordTest);
  CPPUNIT_TEST(TakesManyForManyOverTime);
  CPPUNIT_TEST_SUITE_END();

 public:
  void TakesManyForManyOverTime() {
    const ForwardRecord enough{200, 20, 4, kLeastTimeOfForwarding};
    CPPUNIT_ASSERT(IsProxyByRecord(enough));
    ForwardRecord r = enough;
    r.forwarded = 19;
    CPPUNIT_ASSERT(!IsProxyByRecord(r));
    r = enough;
    r.clients = 3;
    CPPUNIT_ASSERT(!IsProxyByRecord(r));
    r = enough;
    r.observed -= Milliseconds(1);
    CPPUNIT_ASSERT(!IsProxyByRecord(r));
    r = enough;
    r.requests = 201;
    CPPUNIT_ASSERT(!IsProxyByRecord(r));
    CPPUNIT_ASSERT(!IsProxyByRecord({}));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ForwardRecordTest);

}  // namespace
}  // namespace errwatch
