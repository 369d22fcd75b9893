// httpd.conf as a test writes it, read by the command line's reader.
#pragma once

#include <cppunit/TestAssert.h>
#include <cppunit/TestFixture.h>

#include <string>
#include <string_view>

#include "cli/config/config_reader.h"
#include "unit/temporary_directory.h"

namespace errwatch {

class ConfigReaderFixture : public CppUnit::TestFixture {
 protected:
  TemporaryDirectory directory_;

  Configuration Read(std::string_view content) {
    const auto read = ReadConfiguration(directory_.Write("httpd.conf", content));
    CPPUNIT_ASSERT_MESSAGE(read.ok() ? "" : read.error(), read.ok());
    return read.value();
  }

  std::string ErrorOf(std::string_view content) {
    const auto read = ReadConfiguration(directory_.Write("httpd.conf", content));
    CPPUNIT_ASSERT_MESSAGE(std::string(content), !read.ok());
    return read.error();
  }

  void AssertError(std::string_view content, std::string_view place, std::string_view part) {
    const std::string error = ErrorOf(content);
    const std::string start = directory_.path() + "/" + std::string(place) + ": ";
    CPPUNIT_ASSERT_MESSAGE(error, error.starts_with(start));
    CPPUNIT_ASSERT_MESSAGE(error, error.find(part, start.size()) != std::string::npos);
  }
};

}  // namespace errwatch
