package dev.postern.api;

import java.util.List;

/// The port to what watches over the server: whether it works, and its numbers.
public interface Monitor {
  /// A server that nobody watches: always ready, without numbers.
  Monitor NONE =
      new Monitor() {
        @Override
        public List<String> troubles() {
          return List.of();
        }

        @Override
        public byte[] metrics() {
          return new byte[0];
        }

        @Override
        public void answered(String route, String method, int status, long nanos) {}
      };

  /// Returns what keeps the server from working, each in a few words that anybody may read; empty
  /// if it is ready.
  List<String> troubles();

  /// Returns all numbers in the text format of Prometheus, UTF-8.
  byte[] metrics();

  /// Counts an answer. Must neither wait nor allocate much.
  ///
  /// @param route the pattern of its path; `none` if there is no such route
  /// @param method one of the route's, or `other`
  /// @param nanos from the head of the request to the end of the answer
  void answered(String route, String method, int status, long nanos);
}
