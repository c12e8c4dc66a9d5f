import { newCsr } from "../support/new-csr.ts";
import { refusalOf, withSimulator } from "../support/with-simulator.ts";

const underTest = withSimulator();
const certificates = () => underTest.client.clientCertificates;
const issue = (csr = newCsr()) => certificates().create({ ...underTest.zone, csr, validity_days: 3650 });

test("one CSR can be signed twice, into two certificates", async () => {
  const csr = newCsr();
  const [first, second] = [await issue(csr), await issue(csr)];
  expect(first.fingerprint_sha256).not.toBe(second.fingerprint_sha256);
});

test("revoking returns that it is pending; the certificate can still be read, but not be revoked again", async () => {
  const { zone } = underTest;
  const { id } = await issue();
  expect((await certificates().delete(id!, zone)).status).toBe("pending_revocation");
  expect((await certificates().get(id!, zone)).status).toBe("revoked");
  expect(await refusalOf(certificates().delete(id!, zone))).toMatchObject({ status: 400 });
});

test("a revoked certificate can be reactivated, an active one can't", async () => {
  const { zone } = underTest;
  const { id } = await issue();
  const reactivate = () => certificates().edit(id!, { ...zone, reactivate: true });
  expect(await refusalOf(reactivate())).toMatchObject({ status: 400 });
  await certificates().delete(id!, zone);
  expect((await reactivate()).status).toBe("pending_reactivation");
  expect((await certificates().get(id!, zone)).status).toBe("active");
});

test("a free zone can have 100 active certificates, and revoking one makes room", async () => {
  const { zone } = underTest;
  const csr = newCsr();
  const first = await issue(csr);
  for (let count = 1; count < 100; count += 1) await issue(csr);
  expect(await refusalOf(issue(csr))).toMatchObject({ status: 400, code: 1445 });
  await certificates().delete(first.id!, zone);
  await issue(csr);
  const again = certificates().edit(first.id!, { ...zone, reactivate: true });
  expect(await refusalOf(again)).toMatchObject({ status: 400, code: 1445 });
});

test("the quota can be raised", async () => {
  await underTest.control("PUT", "/limits", { client_certificates: 1 });
  const csr = newCsr();
  await issue(csr);
  expect(await refusalOf(issue(csr))).toMatchObject({ code: 1445 });
  await underTest.control("PUT", "/limits", { client_certificates: 2 });
  await issue(csr);
});

test("hostname associations are refused as a whole if one hostname is outside the zone", async () => {
  const associations = underTest.client.certificateAuthorities.hostnameAssociations;
  await associations.update({ ...underTest.zone, hostnames: ["HA.example.com"] });
  const call = associations.update({ ...underTest.zone, hostnames: ["b.example.com", "notexample.com"] });
  expect(await refusalOf(call)).toMatchObject({
    status: 400,
    message: "Hostname notexample.com does not belong to zone example.com",
  });
  expect(underTest.simulator.state.hostnameAssociations).toEqual(["HA.example.com"]);
});
