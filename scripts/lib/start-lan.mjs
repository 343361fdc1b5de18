import { renderUnicodeCompact } from 'uqr';
import { lanAddresses, lanCertificate } from './lan-certificate.mjs';

/** Prepares the server of this process for `npm start -- --lan`, and prints what people in the room have to do. */
export async function startLan() {
  const addresses = lanAddresses();
  const [address] = addresses;
  if (address === undefined) {
    console.log('This computer is in no network: only its own browser will reach it.');
  } else {
    const url = `https://${address}:${process.env.PORT || 8080}/`;
    console.log(`${renderUnicodeCompact(url)}\n${url}\n`);
  }
  console.log(
    'Every browser will warn of the certificate, which nobody vouches for, and has to be told to go on.\n' +
      'What browsers then refuse, and how to do without: docs/hosting.md, "Without any external service".\n',
  );
  const { key, cert } = await lanCertificate(addresses);
  process.env.TLS_KEY = key;
  process.env.TLS_CERT = cert;
}
