const services = [
  { hostname: "ha.example.com", origin: "http://ha:8123" },
  { hostname: "nas.example.com", origin: "http://nas", devices: ["anna-phone"] },
];
const devices = [
  { name: "anna-phone", platform: "ios", generation: 2, keepPrevious: true },
  { name: "server", csr: "server.pem" },
  { name: "lost-phone", revoked: true },
];

/** Settings of a home with two services and a device of each kind: two generations, its own key, revoked. */
export const several = { hostname: "", services, devices };
