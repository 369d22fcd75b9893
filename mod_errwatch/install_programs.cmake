# Programs that take events further, each a component of its own: they need Python, and find their parts below the same prefix.
install(DIRECTORY ${CMAKE_SOURCE_DIR}/scripts/events/ DESTINATION ${share_dir}/events COMPONENT common FILES_MATCHING PATTERN "*.py"
  PATTERN "__pycache__" EXCLUDE)

# errwatch-notify.
set(notify_program ${CMAKE_INSTALL_FULL_BINDIR}/errwatch-notify)
install(PROGRAMS ${CMAKE_SOURCE_DIR}/scripts/errwatch-notify DESTINATION ${CMAKE_INSTALL_FULL_BINDIR} COMPONENT notify)
install(DIRECTORY ${CMAKE_SOURCE_DIR}/scripts/notify/ DESTINATION ${share_dir}/notify COMPONENT notify FILES_MATCHING PATTERN "*.py"
  PATTERN "__pycache__" EXCLUDE)
install(DIRECTORY DESTINATION /etc/errwatch/secrets COMPONENT notify DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE)
if(ERRWATCH_PACKAGE)
  install(FILES ${CMAKE_SOURCE_DIR}/conf/notify.toml DESTINATION /etc/errwatch COMPONENT notify)
else()  # the operator's own stays
  install(CODE "
    if(NOT EXISTS \"\$ENV{DESTDIR}/etc/errwatch/notify.toml\")
      file(INSTALL DESTINATION /etc/errwatch TYPE FILE FILES \"${CMAKE_SOURCE_DIR}/conf/notify.toml\")
    endif()
  " COMPONENT notify)
endif()

# Whose logs are whose. On Debian adm reads them, once httpd's new file has that group; on RHEL nobody but root does.
if(ERRWATCH_LAYOUT STREQUAL "rhel")
  set(log_dir /var/log/httpd)
  set(notify_rights "AmbientCapabilities=CAP_DAC_READ_SEARCH\nCapabilityBoundingSet=CAP_DAC_READ_SEARCH")
else()
  set(log_dir /var/log/apache2)
  set(notify_rights "SupplementaryGroups=adm\nCapabilityBoundingSet=
# httpd makes its log for root alone.
ExecStartPre=-+/bin/sh -c 'umask 027; : >> ${log_dir}/errwatch-events.log; chgrp adm ${log_dir}/errwatch-events.log'")
endif()
file(STRINGS base/version.h date REGEX "kVersionDate")
string(REGEX MATCH "[0-9]+-[0-9]+-[0-9]+" man_date "${date}")
set(unit ${generated}/errwatch-notify.service)
configure_file(${CMAKE_SOURCE_DIR}/conf/package/errwatch-notify.service.in ${unit} @ONLY)
configure_file(${CMAKE_SOURCE_DIR}/conf/package/errwatch-notify.1.in ${generated}/errwatch-notify.1 @ONLY)
set(unit_dir /usr/lib/systemd/system)
if(NOT ERRWATCH_PACKAGE)
  set(unit_dir ${CMAKE_INSTALL_PREFIX}/lib/systemd/system)
  install(FILES ${generated}/errwatch-notify.1 DESTINATION ${CMAKE_INSTALL_FULL_MANDIR}/man1 COMPONENT notify)
elseif(ERRWATCH_LAYOUT STREQUAL "debian")
  set(unit_dir /lib/systemd/system)
endif()
install(FILES ${unit} DESTINATION ${unit_dir} COMPONENT notify)

# errwatch-firewall.
set(bin_dir ${CMAKE_INSTALL_FULL_BINDIR})
install(PROGRAMS ${CMAKE_SOURCE_DIR}/scripts/errwatch-firewall DESTINATION ${CMAKE_INSTALL_FULL_BINDIR} COMPONENT firewall)
install(DIRECTORY ${CMAKE_SOURCE_DIR}/scripts/firewall/ DESTINATION ${share_dir}/firewall COMPONENT firewall FILES_MATCHING PATTERN "*.py"
  PATTERN "__pycache__" EXCLUDE)
foreach(name errwatch-firewall.service errwatch-firewall.1)
  configure_file(${CMAKE_SOURCE_DIR}/conf/package/${name}.in ${generated}/${name} @ONLY)
endforeach()
install(FILES ${generated}/errwatch-firewall.service DESTINATION ${unit_dir} COMPONENT firewall)
if(NOT ERRWATCH_PACKAGE)
  install(FILES ${generated}/errwatch-firewall.1 DESTINATION ${CMAKE_INSTALL_FULL_MANDIR}/man1 COMPONENT firewall)
endif()
