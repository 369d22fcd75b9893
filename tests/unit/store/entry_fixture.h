// A request for what is not there, for tests of what an entry tells.
#pragma once

#include <cppunit/TestFixture.h>

#include "model/entry.h"
#include "rules/classifier.h"

namespace errwatch::store {

class EntryFixture : public CppUnit::TestFixture {
 protected:
  Entry entry_;
  TargetSet found_ = 0;

  Classification What(Category category) const {
    Classification what;
    what.category = category;
    what.found = found_;
    return what;
  }

 public:
  void setUp() override {
    entry_.method = "GET";
    entry_.uri = "/thumb17.jpg";
    entry_.args = "a=1";
    entry_.agent = "curl/8";
    entry_.vhost = "www.example.org";
    entry_.status = 404;
  }
};

}  // namespace errwatch::store
