"""moto's S3 on loopback, with one bucket; prints its port."""
import logging, os, sys, threading

from moto.server import ThreadedMotoServer
import boto3, stand_in

logging.getLogger("werkzeug").setLevel(logging.ERROR)
threading.Thread(target=stand_in.leave_with, args=(os.getppid(),), daemon=True).start()
server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
host, port = server.get_host_and_port()
boto3.client("s3", endpoint_url=f"http://127.0.0.1:{port}", aws_access_key_id="a", aws_secret_access_key="s",
             region_name="us-east-1").create_bucket(Bucket=sys.argv[1])
print(port, flush=True)
threading.Event().wait()
